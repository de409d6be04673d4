/**
 * What the headers of other systems' files mean here. Gathered from the exports of Salesforce, HubSpot, Pipedrive, Zoho, Outlook,
 * Google Contacts and from public data sets. Spaces, case, accents and punctuation do not matter; the keys and labels of the
 * entity itself are known without being listed.
 */

/** Headers and the targets they may mean, best first; the first one the entity has and no other column took is used. */
export const fieldWords: readonly (readonly [headers: string, targets: string])[] = [
  ['first name, given name, forename, fname, vorname, prénom, nombre', 'firstName'],
  [
    'last name, surname, family name, lname, nachname, familienname, nom de famille, apellido',
    'lastName',
  ],
  ['full name, display name, name', 'name'],
  ['job title, title, position, role, designation, jobtitel', 'title, role'],
  [
    'email, email address, e-mail address, mail, primary email, emailadresse, correo',
    'email, emails[work], emails',
  ],
  [
    'phone, telephone, tel, phone number, primary phone, main phone, telefon, telefonnummer, téléphone',
    'phone, phones[work], phones',
  ],
  ['mobile, mobile phone, cell, cell phone, handy, mobil, móvil', 'mobile, phones[mobile], phones'],
  ['fax, fax number', 'fax, phones[fax]'],
  ['web, website, web site, url, homepage, web page, internet, webseite', 'website, url, links'],
  ['domain, domain name, company domain name', 'domain'],
  [
    'street, address, street address, address line, address 1, address line 1, straße, strasse, rue, dirección',
    'street, addresses[work].street, addresses.street, address.street',
  ],
  [
    'city, town, locality, ort, stadt, ville, ciudad',
    'city, addresses[work].city, addresses.city, address.city',
  ],
  [
    'county, district, landkreis',
    'county, addresses[work].county, addresses.county, address.county',
  ],
  [
    'state, province, region, state province, state region, bundesland, kanton',
    'region, addresses[work].region, addresses.region, address.region',
  ],
  [
    'zip, zip code, postal code, post code, postcode, plz, postleitzahl, code postal',
    'postalCode, addresses[work].postalCode, addresses.postalCode, address.postalCode',
  ],
  [
    'country, country region, land, pays, país, office location, nation',
    'country, addresses[work].country, addresses.country, address.country',
  ],
  ['tags, tag, labels, categories, keywords, groups', 'tags'],
  ['notes, note, description, comments, comment, about, bio, notizen', 'description, notes, about'],
  ['birthday, birth date, date of birth, dob, geburtstag', 'birthday'],
  ['language, preferred language, locale, sprache', 'language'],
  ['source, lead source, origin, quelle', 'source'],
  ['status, lead status, lifecycle stage', 'status'],
  ['email opt out, unsubscribed, do not email', 'emailOptOut'],
  ['phone opt out, do not call', 'phoneOptOut'],
  ['industry, sector, branch, branche, vertical', 'industry, sector'],
  [
    'employees, number of employees, employee count, headcount, company size, mitarbeiter',
    'employees',
  ],
  ['revenue, annual revenue, turnover, umsatz', 'revenue'],
  [
    'currency, currency code, currency iso code, währung',
    'currency, revenueCurrency, amountCurrency',
  ],
  ['founded, year founded, year established, established, gründungsjahr', 'foundedYear'],
  ['parent, parent company, parent account, subsidiary of, muttergesellschaft', 'parent'],
  ['owner, record owner, assigned to, sales agent, sales rep, responsible', 'owner'],
  ['amount, value, close value, deal value, total, betrag', 'amount, value'],
  [
    'close date, closing date, expected close date, expected close',
    'closeDate, expectedCloseDate, closedAt, closedOn, expectedCloseOn',
  ],
  [
    'engage date, start date, started, opened, opened on, open date, create date, created date',
    'startedOn',
  ],
  ['lost reason, loss reason, closed lost reason, reason for loss', 'lostReason'],
  ['stage, deal stage, sales stage, phase', 'stage'],
  ['pipeline', 'pipeline'],
  ['price, unit price, sales price, list price, preis', 'price, unitPrice'],
  ['sku, product code, article number, artikelnummer', 'sku, code'],
]

/** Words before or behind a field that say which entry of a list is meant: `home city`, `Work Email`. */
export const typeWords: Readonly<Record<string, string>> = {
  work: 'work, business, office, company, mailing, primary, geschäftlich',
  home: 'home, private, residential, privat',
  personal: 'personal, private, home, privat',
  mobile: 'mobile, cell',
  billing: 'billing, invoice, invoicing, rechnung',
  shipping: 'shipping, delivery, liefer',
  fax: 'fax',
  other: 'other, secondary, alternate, alternative, weitere',
}

/** What other systems call our entities; an entity's own name and labels are known without being listed. */
export const entityWords: Readonly<Record<string, string>> = {
  company:
    'company, account, organization, organisation, business, employer, firm, firma, unternehmen, société, empresa, client',
  contact: 'contact, person, people, lead, customer, kontakt',
  deal: 'deal, opportunity, opp, verkaufschance',
  product: 'product, item, article, produkt, artikel',
  tag: 'tag, label',
  member: 'member, user, owner, sales agent, assignee',
}

/** Columns that say what the engine itself keeps, or why a row of an earlier import was refused: never read, never unknown. */
export const ignoredHeaders: readonly string[] = [
  ...[
    'id',
    'createdAt',
    'updatedAt',
    'createdBy',
    'updatedBy',
    'version',
    'deletedAt',
    'ext',
    'externalRefs',
  ],
  ...['import_line', 'import_field', 'import_reason'],
]
