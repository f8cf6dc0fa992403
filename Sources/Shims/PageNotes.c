#include "PageNotes.h"

#include <sqlite3.h>
#include <stddef.h>

static sqlite3_pcache_methods2 usual;

/// What a thread notes: nothing, if there are no pages.
static _Thread_local struct {
    void **pages;
    unsigned room, count;
    int overflows;
} notes;

/// Where a page is among those that are noted; their number if it isn't.
static unsigned place(const void *page) {
    // Most were noted just now.
    for (unsigned i = notes.count; i-- > 0;) {
        if (notes.pages[i] == page) return i;
    }
    return notes.count;
}

static sqlite3_pcache_page *fetch(sqlite3_pcache *cache, unsigned key, int create) {
    sqlite3_pcache_page *page = usual.xFetch(cache, key, create);
    if (notes.pages && page && place(page->pBuf) == notes.count) {
        if (notes.count < notes.room) {
            notes.pages[notes.count++] = page->pBuf;
        } else {
            notes.overflows = 1;
        }
    }
    return page;
}

/// The cache may free the page from now on, or use its memory for another one. A page with changes is unpinned when it was written.
static void unpin(sqlite3_pcache *cache, sqlite3_pcache_page *page, int discard) {
    if (notes.pages) {
        unsigned found = place(page->pBuf);
        if (found < notes.count) notes.pages[found] = notes.pages[--notes.count];
    }
    usual.xUnpin(cache, page, discard);
}

static int is_there;

/// Before main(), as SQLite takes a page cache only before its first use.
__attribute__((constructor)) static void install(void) {
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &usual) != SQLITE_OK) return;
    sqlite3_pcache_methods2 noting = usual;
    noting.xFetch = fetch;
    noting.xUnpin = unpin;
    is_there = sqlite3_config(SQLITE_CONFIG_PCACHE2, &noting) == SQLITE_OK;
}

int page_notes_are_there(void) { return is_there; }

void page_notes_begin(void **pages, unsigned room) {
    notes.pages = pages;
    notes.room = room;
    notes.count = 0;
    notes.overflows = 0;
}

unsigned page_notes_end(void) {
    notes.pages = NULL;
    return notes.overflows ? notes.room + 1 : notes.count;
}
