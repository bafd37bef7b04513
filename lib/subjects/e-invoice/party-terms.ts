import { bt, cii, type Term } from "./terms.ts";

const supplier = "cac:AccountingSupplierParty/cac:Party";
const customer = "cac:AccountingCustomerParty/cac:Party";
const seller = `${cii.agreement}/ram:SellerTradeParty`;
const buyer = `${cii.agreement}/ram:BuyerTradeParty`;
const isVat = "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']";
const isNoVat = "cac:PartyTaxScheme[not(cac:TaxScheme/cbc:ID='VAT')]";

/** Terms of the seller and the buyer. */
export const partyTerms: readonly Term[] = [
  bt(
    "27",
    "seller.name",
    `${supplier}/cac:PartyLegalEntity/cbc:RegistrationName`,
    `${seller}/ram:Name`,
  ),
  bt(
    "30",
    "seller.legal_id",
    `${supplier}/cac:PartyLegalEntity/cbc:CompanyID`,
    `${seller}/ram:SpecifiedLegalOrganization/ram:ID`,
  ),
  bt(
    "31",
    "seller.vat_id",
    `${supplier}/${isVat}/cbc:CompanyID`,
    `${seller}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']`,
  ),
  bt(
    "32",
    "seller.tax_registration_id",
    `${supplier}/${isNoVat}/cbc:CompanyID`,
    `${seller}/ram:SpecifiedTaxRegistration/ram:ID[not(@schemeID='VA')]`,
  ),
  bt(
    "40",
    "seller.country",
    `${supplier}/cac:PostalAddress/cac:Country/cbc:IdentificationCode`,
    `${seller}/ram:PostalTradeAddress/ram:CountryID`,
  ),
  bt(
    "44",
    "buyer.name",
    `${customer}/cac:PartyLegalEntity/cbc:RegistrationName`,
    `${buyer}/ram:Name`,
  ),
  bt("46", "buyer.customer_id", `${customer}/cac:PartyIdentification/cbc:ID`, `${buyer}/ram:ID`),
  bt(
    "47",
    "buyer.legal_id",
    `${customer}/cac:PartyLegalEntity/cbc:CompanyID`,
    `${buyer}/ram:SpecifiedLegalOrganization/ram:ID`,
  ),
  bt(
    "48",
    "buyer.vat_id",
    `${customer}/${isVat}/cbc:CompanyID`,
    `${buyer}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']`,
  ),
  bt(
    "49",
    "buyer.electronic_address",
    `${customer}/cbc:EndpointID`,
    `${buyer}/ram:URIUniversalCommunication/ram:URIID`,
  ),
  bt(
    "50",
    "buyer.street",
    `${customer}/cac:PostalAddress/cbc:StreetName`,
    `${buyer}/ram:PostalTradeAddress/ram:LineOne`,
  ),
  bt(
    "51",
    "buyer.street2",
    `${customer}/cac:PostalAddress/cbc:AdditionalStreetName`,
    `${buyer}/ram:PostalTradeAddress/ram:LineTwo`,
  ),
  bt(
    "52",
    "buyer.city",
    `${customer}/cac:PostalAddress/cbc:CityName`,
    `${buyer}/ram:PostalTradeAddress/ram:CityName`,
  ),
  bt(
    "53",
    "buyer.postal_code",
    `${customer}/cac:PostalAddress/cbc:PostalZone`,
    `${buyer}/ram:PostalTradeAddress/ram:PostcodeCode`,
  ),
  bt(
    "54",
    "buyer.region",
    `${customer}/cac:PostalAddress/cbc:CountrySubentity`,
    `${buyer}/ram:PostalTradeAddress/ram:CountrySubDivisionName`,
  ),
  bt(
    "55",
    "buyer.country",
    `${customer}/cac:PostalAddress/cac:Country/cbc:IdentificationCode`,
    `${buyer}/ram:PostalTradeAddress/ram:CountryID`,
  ),
];
