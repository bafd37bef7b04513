/** A valid UBL invoice of so many lines, as billing systems write them: about 900 bytes a line. */
export function ublInvoice(number: number, lines: number): string {
  const net = 1990 * lines;
  const vat = Math.round(net * 0.24);
  const money = (name: string, cents: number): string =>
    `<cbc:${name} currencyID="EUR">${(cents / 100).toFixed(2)}</cbc:${name}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="${ubl}:Invoice-2" xmlns:cac="${ubl}:CommonAggregateComponents-2" xmlns:cbc="${ubl}:CommonBasicComponents-2">
    <cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
    <cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
    <cbc:ID>N-${number}</cbc:ID>
    <cbc:IssueDate>2026-11-01</cbc:IssueDate>
    <cbc:DueDate>2026-11-21</cbc:DueDate>
    <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
    <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
    <cbc:BuyerReference>K-${number}</cbc:BuyerReference>
${party("AccountingSupplierParty", "Kõneside Müük OÜ", "EE100931558", "10000062", "S-1")}
${party("AccountingCustomerParty", `Klient ${number} OÜ`, "EE100366327", "10421629", `K-${number}`)}
    <cac:PaymentMeans>
        <cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
        <cac:PayeeFinancialAccount>
            <cbc:ID>EE382200221020145685</cbc:ID>
        </cac:PayeeFinancialAccount>
    </cac:PaymentMeans>
    <cac:TaxTotal>
        ${money("TaxAmount", vat)}
        <cac:TaxSubtotal>
            ${money("TaxableAmount", net)}
            ${money("TaxAmount", vat)}
            <cac:TaxCategory>${category}</cac:TaxCategory>
        </cac:TaxSubtotal>
    </cac:TaxTotal>
    <cac:LegalMonetaryTotal>
        ${money("LineExtensionAmount", net)}
        ${money("TaxExclusiveAmount", net)}
        ${money("TaxInclusiveAmount", net + vat)}
        ${money("PayableAmount", net + vat)}
    </cac:LegalMonetaryTotal>
${Array.from({ length: lines }, (_, i) => line(i + 1, money)).join("\n")}
</Invoice>
`;
}

const ubl = "urn:oasis:names:specification:ubl:schema:xsd";
const scheme = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";
const category = `
                <cbc:ID>S</cbc:ID>
                <cbc:Percent>24</cbc:Percent>
                ${scheme}
            `;

const party = (
  role: string,
  name: string,
  vatId: string,
  legalId: string,
  id: string,
): string => `    <cac:${role}>
        <cac:Party>
            <cbc:EndpointID schemeID="0191">${legalId}</cbc:EndpointID>
            <cac:PartyIdentification><cbc:ID>${id}</cbc:ID></cac:PartyIdentification>
            <cac:PostalAddress>
                <cbc:StreetName>Pikk 1</cbc:StreetName>
                <cbc:CityName>Tallinn</cbc:CityName>
                <cbc:PostalZone>10123</cbc:PostalZone>
                <cac:Country><cbc:IdentificationCode>EE</cbc:IdentificationCode></cac:Country>
            </cac:PostalAddress>
            <cac:PartyTaxScheme><cbc:CompanyID>${vatId}</cbc:CompanyID>${scheme}</cac:PartyTaxScheme>
            <cac:PartyLegalEntity>
                <cbc:RegistrationName>${name}</cbc:RegistrationName>
                <cbc:CompanyID schemeID="0191">${legalId}</cbc:CompanyID>
            </cac:PartyLegalEntity>
        </cac:Party>
    </cac:${role}>`;

const line = (
  id: number,
  money: (name: string, cents: number) => string,
): string => `    <cac:InvoiceLine>
        <cbc:ID>${id}</cbc:ID>
        <cbc:InvoicedQuantity unitCode="MON">1</cbc:InvoicedQuantity>
        ${money("LineExtensionAmount", 1990)}
        <cac:InvoicePeriod>
            <cbc:StartDate>2026-10-01</cbc:StartDate>
            <cbc:EndDate>2026-10-31</cbc:EndDate>
        </cac:InvoicePeriod>
        <cac:Item>
            <cbc:Name>Mobile plan M</cbc:Name>
            <cac:SellersItemIdentification><cbc:ID>PLAN-M-${id}</cbc:ID></cac:SellersItemIdentification>
            <cac:ClassifiedTaxCategory>${category}</cac:ClassifiedTaxCategory>
        </cac:Item>
        <cac:Price>
            ${money("PriceAmount", 1990)}
            <cbc:BaseQuantity unitCode="MON">1</cbc:BaseQuantity>
        </cac:Price>
    </cac:InvoiceLine>`;
