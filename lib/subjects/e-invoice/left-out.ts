/**
 * What UBL documents may hold that no field of an invoice takes, each with its reason: an element with all
 * beneath it, or an attribute of any element. Everything else that EN 16931 binds to UBL is a field.
 */
export const leftOutOfUbl: readonly (readonly [path: string, reason: string])[] = [
  ["@xsi:schemaLocation", "where a schema lies says nothing about the invoice"],
  ["@currencyID", "compared with BT-5 while it is read: an amount in another currency is refused"],
  ["@schemeID", "who issued an identifier (BT-29-1, BT-30-1 …): rules tell it by country and form"],
  ["@listID", "the list that a classification is of (BT-158-1): items are known by BT-155"],
  ["@filename", "of an attachment (BT-125-2), which is not judged"],
  ["@mimeCode", "of an attachment (BT-125-1), which is not judged"],
  [
    "cac:Price/cbc:BaseQuantity/@unitCode",
    "BT-150, the unit of BT-149: the invoiced one, by Peppol R130",
  ],
  ["cbc:ProfileID", "BT-23, the business process: BT-24 tells what the document must follow"],
  ["cbc:AccountingCost", "BT-19, the buyer's own account"],
  ["cac:InvoiceLine/cbc:AccountingCost", "BT-133, the buyer's own account"],
  [
    "cac:InvoicePeriod/cbc:DescriptionCode",
    "BT-8, a code for the tax point: BT-7 or the periods tell the day",
  ],
  ["cac:ReceiptDocumentReference", "BT-15, the buyer's receipt"],
  ["cac:DespatchDocumentReference", "BT-16, the despatch advice"],
  ["cac:OriginatorDocumentReference", "BT-17, the tender"],
  ["cac:ProjectReference", "BT-11, the buyer's project"],
  ["cac:AdditionalDocumentReference", "BG-24, attachments; its kind 130 is BT-18, and is read"],
  [
    "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID",
    "BT-34, the seller's own address for messages",
  ],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification",
    "BT-29, BT-90: the seller is known by BT-30 and BT-31",
  ],
  ["cac:AccountingSupplierParty/cac:Party/cac:PartyName", "BT-28, the seller's trading name"],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:StreetName",
    "BT-35, the seller's address: only its country decides",
  ],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:AdditionalStreetName",
    "BT-36, as BT-35",
  ],
  ["cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:AddressLine", "BT-162, as BT-35"],
  ["cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:CityName", "BT-37, as BT-35"],
  ["cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:PostalZone", "BT-38, as BT-35"],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cbc:CountrySubentity",
    "BT-39, as BT-35",
  ],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyLegalForm",
    "BT-33, legal form and capital in words",
  ],
  [
    "cac:AccountingSupplierParty/cac:Party/cac:Contact",
    "BG-6, who answers questions at the seller's",
  ],
  ["cac:AccountingCustomerParty/cac:Party/cac:PartyName", "BT-45, the buyer's trading name"],
  [
    "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:AddressLine",
    "BT-163, a third line of the address",
  ],
  [
    "cac:AccountingCustomerParty/cac:Party/cac:Contact",
    "BG-9, a person at the buyer's: not where the invoice is sent",
  ],
  ["cac:PayeeParty", "BG-10, a payee other than the seller: the account (BT-84) is what is judged"],
  ["cac:TaxRepresentativeParty", "BG-11, who represents the seller in matters of tax"],
  ["cac:Delivery/cac:DeliveryLocation/cbc:ID", "BT-71, the place of delivery"],
  [
    "cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:StreetName",
    "BT-75, the place of delivery: only its country decides",
  ],
  ["cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:AdditionalStreetName", "BT-76, as BT-75"],
  ["cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CityName", "BT-77, as BT-75"],
  ["cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:PostalZone", "BT-78, as BT-75"],
  ["cac:Delivery/cac:DeliveryLocation/cac:Address/cbc:CountrySubentity", "BT-79, as BT-75"],
  ["cac:Delivery/cac:DeliveryParty", "BT-70, who received the goods"],
  [
    "cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch",
    "BT-86, the bank: an IBAN names it",
  ],
  ["cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name", "BT-85, the name of the account"],
  [
    "cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount",
    "BT-91, the payer's account: the mandate (BT-89) names it",
  ],
  ["cac:PaymentMeans/cac:CardAccount/cbc:NetworkID", "UBL demands it; the norm has no such term"],
  ["cac:PaymentMeans/cac:CardAccount/cbc:HolderName", "BT-88, who holds the card"],
  ["cac:AllowanceCharge/cac:TaxCategory/cac:TaxScheme", "always VAT (BT-95-0, BT-102-0)"],
  ["cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cac:TaxScheme", "always VAT (BT-118-0)"],
  ["cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme", "always VAT (BT-151-0)"],
  ["cac:InvoiceLine/cac:OrderLineReference", "BT-132, the line of the order"],
  ["cac:InvoiceLine/cac:Item/cbc:Description", "BT-154, more about the item"],
  [
    "cac:InvoiceLine/cac:Item/cac:BuyersItemIdentification",
    "BT-156, the buyer's number of the item",
  ],
  ["cac:InvoiceLine/cac:Item/cac:OriginCountry", "BT-159, where the item is from"],
  ["cac:InvoiceLine/cac:Item/cac:CommodityClassification", "BT-158, a class of the item"],
  ["cac:InvoiceLine/cac:Item/cac:AdditionalItemProperty", "BG-32, properties of the item"],
];
