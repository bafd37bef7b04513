import type { Reading, ReadRecord, Unreadable } from "../../lib/core/record.ts";
import { readEInvoice } from "../../lib/subjects/e-invoice/read-e-invoice.ts";

/** A small UBL invoice; parts of it may be replaced by others. */
export function ublInvoice(edits: Readonly<Record<string, string>> = {}): string {
  return edited(ubl, edits);
}

/** A text in which each of the found parts stands once and is replaced. */
export function edited(text: string, edits: Readonly<Record<string, string>>): string {
  let made = text;
  for (const [found, put] of Object.entries(edits)) {
    const times = made.split(found).length - 1;
    if (times !== 1) throw new Error(`'${found}' stands ${times} times in the document`);
    made = made.replace(found, () => put);
  }
  return made;
}

const namespace = "urn:oasis:names:specification:ubl:schema:xsd";

const ubl = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${namespace}:Invoice-2"
    xmlns:cac="${namespace}:CommonAggregateComponents-2"
    xmlns:cbc="${namespace}:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>A-1</cbc:ID>
  <cbc:IssueDate>2026-11-01</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>One</cbc:Note>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyTaxScheme><cbc:CompanyID>EE100931558</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Seller OÜ</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
    <cac:PayeeFinancialAccount><cbc:ID>EE382200221020145685</cbc:ID></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:Amount currencyID="EUR">1.00</cbc:Amount></cac:AllowanceCharge>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">2.16</cbc:TaxAmount>
    <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">9.00</cbc:TaxableAmount>
      <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>24</cbc:Percent></cac:TaxCategory>
    </cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">11.16</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID>
    <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">10.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Line</cbc:Name></cac:Item>
  </cac:InvoiceLine>
</Invoice>
`;

/** A small CII invoice. */
export function ciiInvoice(edits: Readonly<Record<string, string>> = {}): string {
  return edited(cii, edits);
}

const unece = "urn:un:unece:uncefact:data:standard";

const cii = `<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="${unece}:CrossIndustryInvoice:100"
    xmlns:ram="${unece}:ReusableAggregateBusinessInformationEntity:100"
    xmlns:qdt="${unece}:QualifiedDataType:100" xmlns:udt="${unece}:UnqualifiedDataType:100">
  <rsm:ExchangedDocument><ram:ID>C-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">20261101</udt:DateTimeString></ram:IssueDateTime>
    <ram:IncludedNote><ram:Content>First</ram:Content></ram:IncludedNote>
    <ram:IncludedNote><ram:Content>Second</ram:Content></ram:IncludedNote></rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:Name>Line</ram:Name></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
        <ram:ChargeAmount>5.00</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">2</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>
        <ram:ApplicableTradeTax><ram:CategoryCode>S</ram:CategoryCode>
          <ram:RateApplicablePercent>24</ram:RateApplicablePercent></ram:ApplicableTradeTax>
        <ram:SpecifiedTradeAllowanceCharge>
          <ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
          <ram:ActualAmount>0.50</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
        <ram:SpecifiedTradeSettlementLineMonetarySummation>
          <ram:LineTotalAmount>10.50</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
      </ram:SpecifiedLineTradeSettlement>
    </ram:IncludedSupplyChainTradeLineItem>
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>Seller</ram:Name>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">99</ram:ID></ram:SpecifiedTaxRegistration>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE1</ram:ID></ram:SpecifiedTaxRegistration>
      </ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:ID>K-7</ram:ID><ram:Name>Buyer</ram:Name></ram:BuyerTradeParty>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeDelivery/>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:PaymentReference>RF18 5390</ram:PaymentReference>
      <ram:TaxCurrencyCode>NOK</ram:TaxCurrencyCode>
      <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>
        <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
      </ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:ApplicableTradeTax><ram:CalculatedAmount>2.52</ram:CalculatedAmount>
        <ram:BasisAmount>10.50</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
        <ram:TaxPointDate><udt:DateString format="102">20261031</udt:DateString></ram:TaxPointDate>
        <ram:RateApplicablePercent>24</ram:RateApplicablePercent></ram:ApplicableTradeTax>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:TaxTotalAmount currencyID="EUR">2.52</ram:TaxTotalAmount>
        <ram:TaxTotalAmount currencyID="NOK">28.90</ram:TaxTotalAmount>
        <ram:DuePayableAmount>13.02</ram:DuePayableAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
      <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>C-0</ram:IssuerAssignedID>
        <ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20261001</qdt:DateTimeString></ram:FormattedIssueDateTime>
      </ram:InvoiceReferencedDocument>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
`;

/** What one document is read as; its bytes come in chunks of the given size. */
export async function readOne(
  document: string | Uint8Array,
  { chunkBytes = 4096, documentBytesMax }: { chunkBytes?: number; documentBytesMax?: number } = {},
): Promise<Reading> {
  const bytes = typeof document === "string" ? Buffer.from(document) : document;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    chunks.push(bytes.subarray(at, at + chunkBytes));
  const readings: Reading[] = [];
  const options = documentBytesMax === undefined ? {} : { documentBytesMax };
  for await (const batch of readEInvoice(chunks, { file: 3, name: "a.xml" }, options))
    readings.push(...batch);
  if (readings.length !== 1) throw new Error(`read ${readings.length} pieces`);
  return readings[0] as Reading;
}

/** The record of a document that must be readable. */
export async function recordOf(document: string | Uint8Array): Promise<ReadRecord["value"]> {
  const reading = await readOne(document);
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  return reading.value;
}

/** Why a document is not read. */
export async function refusalOf(document: string | Uint8Array): Promise<Unreadable> {
  const reading = await readOne(document);
  if (reading.kind === "record") throw new Error("it is read");
  return reading;
}
