"""The payloads of the AR processes.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

POST_INVOICES = table(
    "PostInvoice",
    """
    =PostAllBatches: PostAllBatches
    d: PostBatchFrom PostBatchTo
    s: ActionSelector
""",
)

POST_RECEIPTS = table(
    "PostReceiptsAndAdjustment",
    """
    S2: BatchType
    =PostAllBatches: PostAllBatches
    d: PostBatchFrom PostBatchTo
    s: ActionSelector
""",
)

POST_REFUNDS = table(
    "PostRefund",
    """
    =PostAllBatches: PostAllBatches
    d: PostBatchFrom PostBatchTo
    s: ActionSelector
""",
)

CREATE_GL_BATCH = table(
    "CreateGLBatch",
    """
    =PostCash: ProcessReceiptBatch
    d: ReceiptThroughPostingSequenceNumber
    =PostInvoice: ProcessInvoiceBatch
    d: InvoiceThroughPostingSequenceNumber
    =PostAdjustment: ProcessAdjustmentBatch
    d: AdjustmentThroughPostingSequenceNumber
    =PostRevaluation: ProcessRevaluationBatch
    d: RevaluationThroughPostingSequenceNumber
    =PostRefund: ProcessRefundBatch
    d: RefundThroughPostingSequenceNumber
    s: ActionSelector
""",
)

CREATE_RECURRING_CHARGE = table(
    "CreateRecurringCharge",
    """
    =ChargeRange: RangeType
    S16: RangeFrom RangeThrough
    t: RunDate
    i: Mode
    s4: FiscalYear
    s2: FiscalPeriod
    S15: ScheduleKey
    d: ScheduleLink
    i: Status
    =DateGeneration: DateGenerationMethod
    =BatchGeneration: BatchGenerationMethod
    t: ForcedInvoiceDate
    d: AppendToBatchNumber
    s: ActionSelector
""",
)
