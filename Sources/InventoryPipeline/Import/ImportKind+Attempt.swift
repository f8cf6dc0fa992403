import Platform

extension ImportKind {
    static func attempt(_ context: ImportContext, _ progress: ProgressHandler) throws -> ImportSummary {
        let sink = try sink(context)
        let source = ImportSource<Self>(context)
        let ledger = context.ledger
        try OrderedPipeline<ImportItem<Sink.Batch>, ImportItem<Sink.Batch>>(
            workers: 1, depth: 4, interruption: context.interruption
        ).run(
            source: source.run,
            worker: sink.preparation,
            sink: { item in
                try ledger.take(item.findings)
                try sink.take(item.batch, fraction: item.fraction)
                progress(FlowProgress(unit: "rows", done: ledger.rowsRead, fraction: item.fraction))
            })
        try ledger.settleDates()
        try sink.drain()
        if ledger.problems.total > 0, context.request.rejects == nil {
            var problems = ledger.problems
            problems.suggest(stores: context.stores, products: context.products)
            throw ImportRefused(problems: problems, rowsRead: ledger.rowsRead)
        }
        let former = try sink.finish()
        try ledger.rejects?.finish()
        return ImportSummary(
            kind: name, files: ledger.files, counts: context.log.counts, former: former, overdue: ledger.overdue,
            days: ledger.days, sales: ledger.sales, events: ledger.events, stated: ledger.stated,
            withoutRate: ledger.withoutRate, unplannable: ledger.unplannable,
            firstUnplannable: ledger.firstUnplannable,
            problems: ledger.problems,
            seconds: 0, isDryRun: context.request.isDryRun)
    }
}
