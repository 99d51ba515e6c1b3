"""General ledger: accounts, source codes, and the payload of the posting process.

Names are those a public client of v1.0 uses. What the sublists of an account hold is partly
assumed: ``AccountNumber`` and ``CurrencyCode`` are in Sage's samples, ``SourceLedger`` and
all of the allocation and roll-up lists are guesses.
"""

from s300gc.sandbox.sage300.tables import table

OPTIONAL_VALUE = """
    i: Length Decimals
    b: AllowBlank Validate
    =NoYes: ValueSet
    I: TypedValueFieldIndex
    s60: TextValue
    d: AmountValue NumberValue
    I: IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s60: OptionalFieldDescription ValueDescription
"""

VALID_CURRENCY = table(
    "AccountValidCurrency",
    """
    S45: AccountNumber
    S3: CurrencyCode
    =Revaluation: RevaluationSwitch
    S6: RevaluationCode
""",
)

CONTROL_SUBLEDGER = table(
    "ControlAccountSubledger",
    """
    S45: AccountNumber
    S2: SourceLedger SourceType
""",
)

ACCOUNT_ALLOCATION = table(
    "AccountAllocationInstruction",
    """
    S45: AccountNumber AllocationAccount
    d: AllocationPercent
""",
)

ACCOUNT_TRANSACTION_FIELD = table(
    "AccountTransactionOptionalField",
    f"""
    S45: UnformattedAccount
    S12: OptionalField
    s60: Value
    =OptionalFieldType: AccountTransactionOptionalFieldType
    {OPTIONAL_VALUE.strip()}
""",
)

ROLLUP_GROUP = table(
    "RollupGroup",
    """
    S45: AccountNumber
""",
)

ROLLUP_MEMBER_PREVIEW = table(
    "RollupMemberPreview",
    """
    S45: AccountNumber
""",
)

ACCOUNT_OPTIONAL_FIELD = table(
    "AccountOptionalField",
    f"""
    S45: UnformattedAccount
    S12: OptionalField
    s60: Value
    =OptionalFieldType: AccountOptionalFieldType
    {OPTIONAL_VALUE.strip()}
""",
)

ACCOUNT = table(
    "Account",
    """
    S45: UnformattedAccount!
    t: DateCreated
    s60: Description!
    =AccountType: AccountType
    =DebitCredit: NormalBalanceDRCR
    =ActiveStatus: Status!
    =PostToAccount: PostToAccount
    =NoYes: QuantitiesAllowed
    s10: UnitOfMeasure
    =Allocation: AllocationsAllowed
    S45: AllocOffsetAccount
    S2: AllocSourceType
    =NoYes: Multicurrency
    =SpecificCurrency: SpecificCurrency
    =NoYes: ControlAccount!
    d: AllocationPercentTotal
    S6: StructureCode
    i: YearLastClosed
    S45: AccountNumber AccountSegmentCode1-10
    S6: SegmentCode
    S15: PostToSegmentID
    S3: DefaultCurrencyCode
    i: NumberOfOptionalFields TransactionOptionalFields
    =Unlisted: ProcessSwitch
    S12: AccountGroupCode AccountGroupSortCode
    =NoYes: RollupSwitch
    =Unlisted: RollupMemberNonRollup
    S45: AcctSelectorFromAccount AcctSelectorToAccount
    S15: AcctSelectorFromSeg1Val AcctSelectorToSeg1Val AcctSelectorFromSeg2Val
    S15: AcctSelectorToSeg2Val AcctSelectorFromSeg3Val AcctSelectorToSeg3Val
    S15: AcctSelectorFromSeg4Val AcctSelectorToSeg4Val AcctSelectorFromSeg5Val
    S15: AcctSelectorToSeg5Val AcctSelectorFromSeg6Val AcctSelectorToSeg6Val
    S15: AcctSelectorFromSeg7Val AcctSelectorToSeg7Val AcctSelectorFromSeg8Val
    S15: AcctSelectorToSeg8Val AcctSelectorFromSeg9Val AcctSelectorToSeg9Val
    S15: AcctSelectorFromSeg10Val AcctSelectorToSeg10Val
    S12: AcctSelectorOptionalField1-3
    s60: AcctSelectorFromOpt1Val AcctSelectorToOpt1Val AcctSelectorFromOpt2Val
    s60: AcctSelectorToOpt2Val AcctSelectorFromOpt3Val AcctSelectorToOpt3Val
    i: AcctSelectorAcctType
    S12: AcctSelectorFromAcctGroup AcctSelectorToAcctGroup
    i: AcctSelectorQuantityAllowed NumberOfcreatedpreviewaccounts RollupMembersInOtherAccounts
    [AccountAllocationInstruction]: AccountAllocationInstructions
    [AccountValidCurrency]: AccountValidCurrencies
    [ControlAccountSubledger]: ControlAccountSubledgers
    [AccountOptionalField]: AccountOptionalFields
    [AccountTransactionOptionalField]: AccountTransactionOptionalFields
    [RollupGroup]: RollupGroups
    [RollupMemberPreview]: RollupMemberPreview
""",
)

SOURCE_CODE = table(
    "SourceCode",
    """
    S2: SourceLedger SourceType
    s60: Description
""",
)

POST_JOURNAL = table(
    "PostJournal",
    """
    =PostAllBatches: PostAllBatches
    Z6: PostBatchFrom PostBatchTo
    s: ActionSelector
""",
)

POST_JOURNAL_BY_ID = table(
    "PostJournalById",
    """
    Z6: BatchIdFrom BatchIdTo
    s: ActionSelector
""",
)
"""The other guess at the payload: BATCHIDFR and BATCHIDTO are the view's own fields."""
