PREFIX ?= /usr/local
DESTDIR ?=

# The Swift runtime is linked statically, so that the binary runs where there is no Swift. The linker is the one that comes
# with Swift; the system's warns of a function in Foundation that nothing calls.
# Overlapping accesses are looked for in the tests' build; in this one the checks would take a tenth of an import.
# SQLite and the C++ runtime become part of it as well, where their packages have archives: starting took a quarter less, and
# imports and forecasts 3 to 5 % less. The linker takes an archive that it meets before the shared library.
#
# The system's glibc is asked for what glibc 2.28 already had, so that the binary also starts on older systems than this one; see
# Scripts/glibc/link-older.sh.
#
# Foundation brings 34 MB of ICU's tables for languages: names of months, orders of letters, time zones. Nothing here reads them
# (Scripts/lint-language-tables.sh), but GRDB refers to parts of Foundation that could. Their name is given to other bytes, the
# head of the binary: ICU sees that these are no tables, and does without. With a Swift that has another version of ICU, the
# name isn't used, and the tables are in the binary; before you put in that version's name, run make test with it.
ARCHIVES = .build/archives
MAP = .build/archives/invdb.map
OLDER = .build/older-glibc
RELEASE = -c release --static-swift-stdlib -Xswiftc -use-ld=lld -Xswiftc -enforce-exclusivity=unchecked \
    -Xlinker -L$(CURDIR)/$(OLDER) -Xlinker -L$(CURDIR)/$(ARCHIVES) -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
    -Xlinker --defsym=icudt76_dat=__ehdr_start -Xlinker -Map=$(CURDIR)/$(MAP)

.PHONY: help quickstart build test test-hostile test-sanitize test-sanitize-thread test-sanitize-address fuzz \
    test-faults test-faults-short test-pages test-tools structure lint format install uninstall setup clean bench bench-pipe bench-chance bench-advance \
    bench-micro \
    bench-scale stage wheel deb tarball packages test-python test-packages test-packages-short test-spark test-spark-short \
    release-check

help:
	@echo "make quickstart   build invdb and run it on a sample"
	@echo "make test         build and run all tests"
	@echo "make test-hostile  500 files with random damage, and each column of each table, through every command"
	@echo "make test-sanitize  all tests with the thread and the address sanitizer (long)"
	@echo "make fuzz SECONDS=N  changed files to the reader, the fields, the import and workbooks, N seconds each"
	@echo "make test-faults  disks that fail, power cuts, signals, locks;  make test-faults-short  a few of each"
	@echo "make test-pages   the report and the pages of serve in a headless Chromium; screenshots are in .build/pages"
	@echo "make test-tools   the lines of docs/tools.md in Datasette, DuckDB and pandas"
	@echo "make build        build .build/release/invdb"
	@echo "make install      put it into PREFIX/bin ($(PREFIX)/bin)"
	@echo "make packages     a wheel for Python, a Debian package, a tarball; make wheel, make deb, make tarball: one of them"
	@echo "make test-packages  install and run them, also in a bare Debian;  make test-packages-short  without that"
	@echo "make test-spark   results on Apache Spark beside those of a database, if there is Java;  make test-spark-short  a part"
	@echo "make release-check  whether all that has a version has the same"
	@echo "make lint         check the format;  make format  mends it"
	@echo "make structure    the largest folder, and circles of files that use each other's names"
	@echo "make bench        measure each part of invdb, and compare it with other programs"
	@echo "make bench-scale SERIES=N  run the whole job at that size"

setup:
	@Scripts/setup.sh

build: setup
	@mkdir -p $(ARCHIVES)
	@for library in sqlite3 stdc++ z; do \
	    archive=$$(clang -print-file-name=lib$$library.a) && [ -e "$$archive" ] && ln -sf "$$archive" $(ARCHIVES)/; \
	done; true
	@Scripts/glibc/link-older.sh $(OLDER)
	swift build $(RELEASE)

quickstart: build
	@Scripts/size.sh .build/release/invdb $(MAP)
	@INVDB="$(CURDIR)/.build/release/invdb" Examples/quickstart.sh

# The command line is tested with the binary that users get: optimized, and without the tables for languages. `swift test` takes the one
# that is built beside the tests, with all checks that a compiler can put in; it is half as fast.
test: build
	swift build --build-tests
	INVDB_TEST_BINARY=$(CURDIR)/.build/release/invdb Scripts/run-tests.sh

# Random damage in the long form. INVDB_TEST_SEED=… repeats one.
test-hostile: setup
	swift build --build-tests
	INVDB_TEST_LONG=1 Scripts/run-tests.sh --filter 'BitFlipTests|HostileFileTests|DamagedColumnTests'

# All tests again with a program that looks for data races, then with one that looks for memory errors. Left out is what can't
# hold there: both take terabytes of addresses, so that nothing starts with a limit on them (ulimit -v); and the first one writes
# 512 KB into a file of its own, which a limit on the size of files (ulimit -f) cuts short. Nor is the memory of a process its own. Leaks are not looked for: Foundation
# has some (reading an empty file, starting a process), and the argument parser where wrong usage ends the process.
NO_LIMITS = --skip ImportLargeInputTests --skip theMemoryDoesNotDependOnTheNumberOfSeries
NO_SMALL_FILES = --skip aFileThatGetsTooLargeLeavesTheFormerOne --skip aDatabaseThatMayNotGrow
test-sanitize: test-sanitize-thread test-sanitize-address

# Optimised, which makes up for much of what a sanitizer costs. At its end a program would wait a second for races to show; the tests start
# thousands of programs.
SANITIZED = -c release -Xswiftc -enable-testing --sanitize
test-sanitize-thread: setup
	@rm -f .build/thread/report.*
	swift build --build-tests $(SANITIZED)=thread --scratch-path .build/thread
	TSAN_OPTIONS="atexit_sleep_ms=0 log_path=$(CURDIR)/.build/thread/report suppressions=$(CURDIR)/Tests/Sanitizers/races.txt" \
	    INVDB_TEST_PATIENCE=20 swift test --skip-build $(SANITIZED)=thread --scratch-path .build/thread $(NO_LIMITS) $(NO_SMALL_FILES)
	@if ls .build/thread/report.* 2>/dev/null; then echo "The thread sanitizer has found something."; exit 1; fi

test-sanitize-address: setup
	@rm -f .build/address/report.*
	swift build --build-tests $(SANITIZED)=address --scratch-path .build/address
	ASAN_OPTIONS="log_path=$(CURDIR)/.build/address/report detect_leaks=0" \
	    INVDB_TEST_PATIENCE=20 swift test --skip-build $(SANITIZED)=address --scratch-path .build/address $(NO_LIMITS)
	@if ls .build/address/report.* 2>/dev/null; then echo "The address sanitizer has found something."; exit 1; fi

# Changed files until something breaks. FUZZ= chooses among reader, fields and import; KEEP=1 keeps what was found.
SECONDS ?= 60
fuzz: setup
	@Fuzz/run.sh $(SECONDS) $(FUZZ)

# Faults of all kinds while importing and forecasting. FAULTS= passes options on: FAULTS='--seed 7 --only "power cut"'
test-faults: build
	@Scripts/setup.sh --faults
	@python3 Tests/Faults/main.py --invdb .build/release/invdb $(FAULTS)

test-faults-short: build
	@Scripts/setup.sh --faults
	@python3 Tests/Faults/main.py --invdb .build/release/invdb --short $(FAULTS)

# The report and the pages of serve in a browser. PAGES= passes options on. The pages, their screenshots and the print are kept, to be looked at.
test-pages: build
	@Scripts/setup.sh --pages
	@python3 Tests/Browser/main.py --invdb .build/release/invdb $(PAGES)

# Datasette, DuckDB and pandas read a database as docs/tools.md says. They come from PyPI; what can't be had is skipped.
test-tools: build
	@Scripts/setup.sh --packages
	@python3 Tests/Tools/main.py --invdb .build/release/invdb

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 .build/release/invdb "$(DESTDIR)$(PREFIX)/bin/invdb"
	@Scripts/size.sh "$(DESTDIR)$(PREFIX)/bin/invdb" $(MAP)

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/invdb"

# The packages are in .build/packages, with their checksums. docs/packages.md says how each is installed.
stage: build
	@Scripts/setup.sh --packages
	@Scripts/package/stage.sh

wheel: stage
	@Scripts/package/wheel.sh

deb: stage
	@Scripts/package/deb.sh

tarball: stage
	@Scripts/package/tarball.sh

packages: wheel deb tarball

# The Python package, with the wheel installed, pandas and Polars.
test-python: wheel
	@Scripts/package/test-python.sh

# All packages, installed and run: the wheel in several ways, and all of them in a Debian 12 and a Debian 11 that have nothing else.
test-packages: packages test-python
	@Scripts/setup.sh --roots
	@Scripts/package/test.sh
	@Scripts/package/test-debian.sh bookworm bullseye

test-packages-short: packages
	@Scripts/package/test.sh

# invdb.spark on Spark 4 and 3.5, in local mode, through Connect and on a cluster of this machine; needs Java, all else is from PyPI.
test-spark: wheel
	@Scripts/package/test-spark.sh

test-spark-short: wheel
	@Scripts/package/test-spark.sh --short

release-check: packages
	@Scripts/package/release-check.sh

lint:
	@Scripts/lint-language-tables.sh
	swift format lint --strict --recursive Package.swift Sources Migrations Tests Fuzz Benchmarks/Micro/Package.swift Benchmarks/Micro/Benchmarks Benchmarks/Parts

format:
	swift format --in-place --recursive Package.swift Sources Migrations Tests Fuzz Benchmarks/Micro/Package.swift Benchmarks/Micro/Benchmarks Benchmarks/Parts

# Fails if a folder has more than 16 Swift files, or if files use each other's names in a circle. STRUCTURE= passes options on.
structure:
	@python3 Scripts/structure_test.py
	@python3 Scripts/structure.py $(STRUCTURE)

clean:
	rm -rf .build

# The parts of invdb by themselves, then all of it side by side with other programs that do the same job; prints Markdown
# tables. The other programs (Benchmarks/peers) get their Python packages in .build; a line says which of them are missing.
# BENCH= passes options on: BENCH='--quick --only export'
bench: build bench-micro
	@python3 Benchmarks/compare.py --invdb .build/release/invdb $(BENCH)
	@python3 Benchmarks/chance.py --invdb .build/release/invdb
	@python3 Benchmarks/pipe.py --invdb .build/release/invdb
	@python3 Benchmarks/pages.py --invdb .build/release/invdb

# invdb pipe and invdb.spark alone, each with its bound.
bench-pipe: build
	@python3 Benchmarks/pipe.py --invdb .build/release/invdb

# Risk, service and simulation alone, each with its bound.
bench-chance: build
	@python3 Benchmarks/chance.py --invdb .build/release/invdb

# An estimate that goes on from what is kept, with its bound. SERIES=5000000 takes some minutes.
bench-advance: build
	@python3 Benchmarks/advance.py --invdb .build/release/invdb $(if $(SERIES),--series $(SERIES))

# Each part of invdb by itself.
bench-micro: setup
	@python3 Benchmarks/micro.py

# The whole job at any size, in bounded memory: make bench-scale SERIES=50000000
SERIES ?= 5000000
bench-scale: build
	@python3 Benchmarks/scale.py --invdb .build/release/invdb --series $(SERIES)
