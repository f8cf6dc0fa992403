// The words of the lower modules in which the flows are spoken to, so that the command line needs this module only.

import CSV
import Forecasting
import InventoryStore

public typealias CivilDate = Forecasting.CivilDate
public typealias FileBeside = InventoryStore.FileBeside
public typealias ForecastOptions = Forecasting.ForecastOptions
public typealias ReportedQuantity = Forecasting.ReportedQuantity
public typealias StockLimits = Forecasting.StockLimits
public typealias SupplyProblem = Forecasting.SupplyProblem
public typealias SupplyDefaults = Forecasting.SupplyDefaults
public typealias Stretch = Forecasting.Stretch

public typealias WhatIf = Forecasting.WhatIf

public typealias InventoryDatabase = InventoryStore.InventoryDatabase
public typealias Interrupted = InventoryStore.Interrupted
public typealias Interruption = InventoryStore.Interruption
public typealias PassingFiles = InventoryStore.PassingFiles
public typealias ResultFilter = InventoryStore.ResultFilter
public typealias Scenario = InventoryStore.Scenario
public typealias SeriesOutcome = InventoryStore.SeriesOutcome
public typealias OrderSum = InventoryStore.OrderSum
public typealias StoredOrder = InventoryStore.StoredOrder
public typealias SeriesDetail = InventoryStore.SeriesDetail
public typealias SeriesSelection = InventoryStore.SeriesSelection
public typealias Snapshot = InventoryStore.Snapshot
public typealias StoreError = InventoryStore.StoreError

public typealias Dialect = CSV.Dialect
public typealias FieldText = CSV.FieldText

public typealias CheckProblems = InventoryStore.CheckProblems
