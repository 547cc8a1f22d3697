"""What the columns of the vendor's earnings export are called, and which of them are read.

The names are those of the export's documented schema. Their case, spaces and dashes differ from
one report to the next, so they are compared without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from goodstanding.partners.rules.errors import ColumnMappingError

_FILLERS = re.compile(r"[\s_-]+")


class Field(StrEnum):
    """A column that is read, by its name without case and spaces."""

    EARNING_ID = "earningid"
    PARTICIPANT_ID = "participantid"  #: Of the location; its number in somebody's namespace.
    AMOUNT = "earningamount"  #: In the transaction's currency; there is no other column for it.
    CURRENCY = "transactioncurrency"
    EARNING_DATE = "earningdate"  #: UTC.
    CALCULATION_DATE = "calculationdate"  #: UTC; read where there is no earning date.
    LEVER = "lever"  #: What the incentive is called.
    EARNING_TYPE = "earningtype"  #: Read where there is no lever.
    FUND_CATEGORY = "fundcategory"
    PAYMENT_STATUS = "paymentstatus"
    PAYMENT_ID = "paymentid"
    PAYMENT_DATE = "paymentdate"  #: Pacific; only some reports carry it.
    RATE = "earningexchangerate"
    RATE_DATE = "exchangeratedate"  #: UTC.
    REASON = "reasoncode"
    REFERENCE = "externalreferenceid"  #: The earning an adjustment is about.


#: For every report: without one of these nothing can be imported.
_NEEDED: tuple[tuple[Field, ...], ...] = (
    (Field.EARNING_ID,),
    (Field.PARTICIPANT_ID,),
    (Field.AMOUNT,),
    (Field.CURRENCY,),
    (Field.EARNING_DATE, Field.CALCULATION_DATE),
    (Field.LEVER, Field.EARNING_TYPE),
    (Field.PAYMENT_STATUS,),
)

#: How the export spells what we read, for sentences.
SPELLED: Mapping[Field, str] = {
    Field.EARNING_ID: "earningId",
    Field.PARTICIPANT_ID: "participantId",
    Field.AMOUNT: "earningAmount",
    Field.CURRENCY: "transactionCurrency",
    Field.EARNING_DATE: "earningDate",
    Field.CALCULATION_DATE: "calculationDate",
    Field.LEVER: "lever",
    Field.EARNING_TYPE: "earningType",
    Field.FUND_CATEGORY: "fundCategory",
    Field.PAYMENT_STATUS: "paymentStatus",
    Field.PAYMENT_ID: "paymentId",
    Field.PAYMENT_DATE: "paymentDate",
    Field.RATE: "earningExchangeRate",
    Field.RATE_DATE: "exchangeRateDate",
    Field.REASON: "reasonCode",
    Field.REFERENCE: "externalReferenceId",
}

_DOCUMENTED = """
agreementEndDate agreementNumber agreementStartDate assetId baseline baselineType bucketSize
calculationDate claimId compensableUnits customerCountry customerEmail customerId customerName
customerTenantId desktopCount distributorId distributorName earningAmount
earningAmountInLastPaymentCurrency earningAmountUSD earningDate earningExchangeRate earningId
earningParticipantId earningParticipantName earningParticipantIdType earningRate earningType
engagementId engagementName estimatedPaymentMonth exchangeRateDate externalReferenceId
externalReferenceIdLabel fundCategory instantRebateAmount invoiceDate invoiceNumber isPrivateOffer
lastPaymentCurrency lever LicensingProgramName LineItemId localProviderSeller MaturityMonth
milestone OrderId parentProductId parentProductName participantId participantIdType
participantName partnerAssociation partnerCountryCode partnerRole partNumber paymentDate paymentId
paymentStatus paymentStatusDescription productId productName productType ProgramCode programName
purchaseOrderCoverageEndDate purchaseOrderCoverageStartDate purchaseOrderType purchaseTypeCode
purchaseTypeName quantity quantityAlt quantityAltType quantityType reasonCode resellerCountry
resellerId resellerName resourceId SkuId solutionArea storeFee subscriptionEndDate subscriptionId
subscriptionStartDate taxCity taxCountry taxRemitModel taxRemitted taxState taxZipCode tpan
totalTransactionAmountUSD transactionAmount transactionAmountUSD transactionCountryCode
transactionCurrency transactionDate transactionExchangeRate transactionId transactionMonth
transactionPaymentMethod transactionType userCount workload
"""


def folded_name(name: str) -> str:
    """Return a column's name as it is compared."""
    return _FILLERS.sub("", name).casefold()


#: Every column the export is documented to have.
DOCUMENTED = frozenset(folded_name(name) for name in _DOCUMENTED.split())


def read_columns(header: Sequence[str]) -> dict[Field, int]:
    """Return at which position of a row each column stands that is read.

    Raises:
        ColumnMappingError: With every reason: a needed column is missing, or two columns differ
            by case only.
    """
    found: dict[Field, int] = {}
    wrong: list[str] = []
    for position, name in enumerate(header):
        folded = folded_name(name)
        if folded not in set(Field):
            continue
        field = Field(folded)
        if field in found:
            wrong.append(
                f"“{header[found[field]]}” and “{name}” are the same column. Delete one of them."
            )
        else:
            found[field] = position
    for choices in _NEEDED:
        if not any(field in found for field in choices):
            names = " or ".join(f"“{SPELLED[field]}”" for field in choices)
            wrong.append(f"The file has no column {names}. Export it with all columns.")
    if wrong:
        raise ColumnMappingError(wrong)
    return found


def header_remarks(header: Sequence[str]) -> list[str]:
    """Return what a person should know about columns that nobody has heard of."""
    unknown = [name for name in header if folded_name(name) not in DOCUMENTED]
    if not unknown:
        return []
    return [f"Not known, and not read: {', '.join(f'“{name}”' for name in unknown)}."]
