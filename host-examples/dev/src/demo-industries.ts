/** What demo companies do, what they call themselves and who works there. */
export interface DemoIndustry {
  readonly name: string
  readonly weight: number
  /** Year the oldest of them was founded. */
  readonly oldest: number
  /** Ends of company names: Hollenbeck *Precision*. */
  readonly trades: readonly string[]
  /** Job titles of the trade, beside the general ones. */
  readonly titles: readonly string[]
}

export const demoIndustries: readonly DemoIndustry[] = [
  {
    name: 'Software',
    weight: 18,
    oldest: 1988,
    trades: ['Labs', 'Systems', 'Cloud', 'Software', 'Data', 'Analytics', 'Interactive'],
    titles: [
      'CTO',
      'VP Engineering',
      'Product Manager',
      'Engineering Manager',
      'Solutions Architect',
    ],
  },
  {
    name: 'Manufacturing',
    weight: 14,
    oldest: 1870,
    trades: ['Precision', 'Components', 'Tooling', 'Machinery', 'Works', 'Castings'],
    titles: ['Plant Manager', 'Head of Purchasing', 'Production Planner', 'Quality Manager'],
  },
  {
    name: 'Logistics',
    weight: 9,
    oldest: 1920,
    trades: ['Logistics', 'Freight', 'Shipping', 'Cargo'],
    titles: ['Fleet Manager', 'Head of Logistics', 'Warehouse Manager', 'Customs Specialist'],
  },
  {
    name: 'Retail',
    weight: 11,
    oldest: 1900,
    trades: ['Outfitters', 'Home', 'Market', 'Goods', 'Supply'],
    titles: ['Store Manager', 'Head of E-commerce', 'Category Manager', 'Buyer'],
  },
  {
    name: 'Healthcare',
    weight: 9,
    oldest: 1930,
    trades: ['Clinics', 'Diagnostics', 'Medical', 'Health', 'Therapeutics'],
    titles: ['Medical Director', 'Clinic Manager', 'Head of Procurement', 'Lab Manager'],
  },
  {
    name: 'Energy',
    weight: 7,
    oldest: 1995,
    trades: ['Solar', 'Energy', 'Power', 'Grid', 'Renewables'],
    titles: ['Project Developer', 'Site Manager', 'Head of Operations', 'Grid Engineer'],
  },
  {
    name: 'Financial services',
    weight: 8,
    oldest: 1890,
    trades: ['Capital', 'Advisory', 'Partners', 'Insurance', 'Trust'],
    titles: ['CFO', 'Portfolio Manager', 'Risk Analyst', 'Head of Compliance'],
  },
  {
    name: 'Construction',
    weight: 8,
    oldest: 1895,
    trades: ['Construction', 'Builders', 'Structures', 'Interiors', 'Timber'],
    titles: ['Site Manager', 'Architect', 'Estimator', 'Head of Projects'],
  },
  {
    name: 'Hospitality',
    weight: 6,
    oldest: 1900,
    trades: ['Hotels', 'Kitchens', 'Coffee Roasters', 'Catering'],
    titles: ['General Manager', 'Head Chef', 'Events Manager', 'Front Office Manager'],
  },
  {
    name: 'Education',
    weight: 5,
    oldest: 1900,
    trades: ['Academy', 'Learning', 'Institute', 'Press'],
    titles: ['Dean', 'Programme Director', 'Head of Admissions', 'Librarian'],
  },
  {
    name: 'Media',
    weight: 5,
    oldest: 1960,
    trades: ['Studio', 'Media', 'Films', 'Publishing', 'Design'],
    titles: ['Creative Director', 'Art Director', 'Managing Editor', 'Producer'],
  },
]

/** First words of company names that are no surname. */
export const companyWords: readonly string[] = [
  ...'Aldergrove Amberline Ashfall Basalt Bellwether Birchmere Bluegate Brightwater Cairnwell Cedarpoint Cobaltine Copperfield'.split(
    ' ',
  ),
  ...'Driftwood Eastmark Elmstone Emberly Fernhill Foxglove Gablewood Glasshouse Greywacke Halcyon Harrowgate Hazelbrook'.split(
    ' ',
  ),
  ...'Ironbark Ivoryline Juniper Kestrelway Kingfisher Lanternworks Larkspur Limewood Longacre Lumenfield Marrowstone Meridianne'.split(
    ' ',
  ),
  ...'Millrace Moonrise Northlight Oakhaven Opaline Orchardway Palisade Peregrina Pinecrest Quarrystone Quillmark Redfern'.split(
    ' ',
  ),
  ...'Ridgeline Riverbend Rosemoor Saltmarsh Sandpiper Seabright Silverbirch Skylark Slatehouse Southgate Stillwater Sunfield'.split(
    ' ',
  ),
  ...'Tallgrass Thistledown Tidewater Umberton Valewood Verdantia Wavecrest Westerly Whitecliff Wildrose Willowmere Windrow'.split(
    ' ',
  ),
]

export const generalTitles: readonly string[] = [
  'Managing Director',
  'CEO',
  'Head of Sales',
  'Marketing Manager',
  'Office Manager',
  'Head of IT',
  'Operations Manager',
  'HR Manager',
  'Executive Assistant',
  'Account Manager',
  'Finance Manager',
  'Procurement Specialist',
]

export const aboutContact: readonly string[] = [
  'Prefers a call in the morning. Decides together with finance.',
  'Met at the spring trade fair; asked for a quote for forty seats.',
  'Very happy with the pilot and willing to be a reference.',
  'Moved here from a competitor and knows our product well.',
  'On parental leave until the autumn; a colleague covers.',
  'Wants the data kept in the EU. Send the security white paper first.',
  'Renewal is due in the last quarter; budget is approved in September.',
  'Speaks at industry meet-ups, a good person to invite to the user day.',
  'Asked twice about the API. Bring an engineer to the next meeting.',
  'Short answers by e-mail, long talks on the phone.',
]

export const aboutCompany: readonly string[] = [
  'Family business in the third generation.',
  'Opens two new sites this year.',
  'Runs its own data centre and wants to leave it.',
  'Bought by a larger group last year; purchasing is central now.',
  'Grew from ten to eighty people within two years.',
  'Long tenders, but loyal once signed.',
]
