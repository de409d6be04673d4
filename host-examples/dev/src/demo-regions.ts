/** Where demo people live: names that go together, places, and phone numbers that ring nowhere. */
export interface DemoRegion {
  readonly country: string
  readonly language: string
  /** How often people of this region turn up. */
  readonly weight: number
  readonly firstNames: readonly string[]
  readonly lastNames: readonly string[]
  /** City, region, postal code. */
  readonly cities: readonly (readonly [string, string, string])[]
  readonly streets: readonly string[]
  /** House number before the street name. */
  readonly numberFirst?: boolean
  readonly legalForms: readonly string[]
  readonly currency: string
  /** Numbers set aside for film and print by the country's regulator, `#` for a digit; none where no such range is published. */
  readonly phones: readonly string[]
  readonly mobiles: readonly string[]
}

export const demoRegions: readonly DemoRegion[] = [
  {
    country: 'US',
    language: 'en-US',
    weight: 22,
    firstNames: words(
      'Maya Jordan Elena Marcus Olivia Terrence Grace Caleb Naomi Dylan Priscilla Andre Hannah Victor Simone Wesley Carmen Eli Ruth Damon',
    ),
    lastNames: words(
      'Whitfield Alvarez Brennan Okafor Castellano Hargrove Nguyen Delacroix Sutherland Pruitt Maddox Rosen Kimura Langley Beaumont Ortega Thackeray Winslow',
    ),
    cities: [
      ['Denver', 'Colorado', '80205'],
      ['Austin', 'Texas', '78702'],
      ['Portland', 'Oregon', '97209'],
      ['Chicago', 'Illinois', '60607'],
      ['Boston', 'Massachusetts', '02210'],
      ['Raleigh', 'North Carolina', '27601'],
    ],
    streets: ['Larimer Street', 'Congress Avenue', 'Harbor Drive', 'Fulton Street', 'Maple Avenue'],
    numberFirst: true,
    legalForms: ['Inc.', 'LLC', 'Corp.', ''],
    currency: 'USD',
    // North American Numbering Plan: 555-0100 to 555-0199.
    phones: ['+130355501##', '+151255501##', '+131255501##', '+161755501##'],
    mobiles: ['+150355501##', '+191955501##'],
  },
  {
    country: 'GB',
    language: 'en-GB',
    weight: 12,
    firstNames: words(
      'Imogen Callum Priya Alistair Freya Kwame Beatrice Rhys Amara Gareth Poppy Dominic Nadia Fergus Eleanor Tariq',
    ),
    lastNames: words(
      'Ashworth Pemberton Adeyemi Blackwood Chaudhry Fairclough Hollis MacLeod Northcott Rawlings Sharpe Thornbury Trevelyan Wainwright',
    ),
    cities: [
      ['London', 'Greater London', 'EC2A 4NE'],
      ['Manchester', 'Greater Manchester', 'M1 2WD'],
      ['Bristol', 'Bristol', 'BS1 5TY'],
      ['Edinburgh', 'Scotland', 'EH3 9QG'],
    ],
    streets: ['Curtain Road', 'Deansgate', 'Queen Square', 'Castle Street', 'Mill Lane'],
    numberFirst: true,
    legalForms: ['Ltd', 'Ltd', 'plc', ''],
    currency: 'GBP',
    // Ofcom, numbers for drama: 020 7946 0xxx, 0161 496 0xxx, 07700 900xxx.
    phones: ['+4420794600##', '+4420794603##', '+4416149600##'],
    mobiles: ['+447700900###'],
  },
  {
    country: 'DE',
    language: 'de',
    weight: 16,
    firstNames: words(
      'Annika Jonas Lena Matthias Svenja Tobias Katharina Emre Ulrike Florian Marlene Henning Derya Sebastian Wiebke Clemens Jürgen Käthe',
    ),
    lastNames: words(
      'Brandt Eichhorn Fischer Grünewald Hollenbeck Kessler Lindemann Möller Petersen Reinhardt Schäfer Steinbach Vogelsang Wagner Yıldız Zimmermann',
    ),
    cities: [
      ['Berlin', 'Berlin', '10119'],
      ['Hamburg', 'Hamburg', '20457'],
      ['München', 'Bayern', '80331'],
      ['Köln', 'Nordrhein-Westfalen', '50667'],
      ['Frankfurt am Main', 'Hessen', '60311'],
    ],
    streets: ['Torstraße', 'Am Sandtorkai', 'Sendlinger Straße', 'Lindenallee', 'Bahnhofstraße'],
    legalForms: ['GmbH', 'GmbH', 'AG', 'GmbH & Co. KG', 'SE'],
    currency: 'EUR',
    // Bundesnetzagentur, Rufnummern für Drehbücher: 030 23125, 040 66969, 089 99998, 0221 4710, 0171 39200.
    phones: ['+493023125###', '+494066969###', '+498999998###', '+492214710###'],
    mobiles: ['+4917139200##'],
  },
  {
    country: 'FR',
    language: 'fr',
    weight: 10,
    firstNames: words(
      'Camille Étienne Manon Baptiste Inès Théo Clémence Yanis Apolline Rémi Solène Mathieu Aïcha Gaspard',
    ),
    lastNames: words(
      'Aubert Beaulieu Carpentier Delaunay Fontaine Garnier Lefèvre Marchand Noiret Pelletier Roussel Sauvage Vasseur',
    ),
    cities: [
      ['Paris', 'Île-de-France', '75011'],
      ['Lyon', 'Auvergne-Rhône-Alpes', '69002'],
      ['Nantes', 'Pays de la Loire', '44000'],
      ['Toulouse', 'Occitanie', '31000'],
    ],
    streets: ['rue Oberkampf', 'quai Perrache', 'rue de Strasbourg', 'avenue des Tilleuls'],
    numberFirst: true,
    legalForms: ['SAS', 'SARL', 'SA', ''],
    currency: 'EUR',
    // Arcep, numéros pour les œuvres audiovisuelles: 01 99 00, 04 65 71, 06 39 98.
    phones: ['+3319900####', '+3346571####'],
    mobiles: ['+3363998####'],
  },
  {
    country: 'SE',
    language: 'sv',
    weight: 6,
    firstNames: words('Astrid Erik Linnéa Gustav Saga Oskar Maja Nils Ebba Anton'),
    lastNames: words(
      'Bergström Dahlgren Ekholm Forsberg Hedlund Lindqvist Nyström Sandberg Åkesson',
    ),
    cities: [
      ['Stockholm', 'Stockholms län', '111 22'],
      ['Göteborg', 'Västra Götaland', '411 06'],
    ],
    streets: ['Drottninggatan', 'Vasagatan', 'Kungsportsavenyn'],
    legalForms: ['AB', 'AB', ''],
    currency: 'SEK',
    // PTS, telefonnummer för böcker och filmer: 08-465 004, 031-390 06, 070-174 06.
    phones: ['+46846500400', '+4684650041#', '+4631390060#', '+4631390061#'],
    mobiles: ['+4670174061#', '+4670174062#'],
  },
  {
    country: 'AU',
    language: 'en-AU',
    weight: 6,
    firstNames: words('Matilda Lachlan Zoe Hamish Indira Cooper Thuy Angus Bronte Mitchell'),
    lastNames: words(
      'Barrington Cavanagh Dunmore Halloran Kavanagh Nguyen Ridgeway Stirling Tran Wilkes',
    ),
    cities: [
      ['Melbourne', 'Victoria', '3000'],
      ['Sydney', 'New South Wales', '2000'],
    ],
    streets: ['Flinders Lane', 'Kent Street', 'Collins Street'],
    numberFirst: true,
    legalForms: ['Pty Ltd', 'Pty Ltd', ''],
    currency: 'AUD',
    // ACMA, numbers for creative works: (02) 5550 xxxx, (03) 5550 xxxx, 0491 570 006.
    phones: ['+612555000##', '+613555010##'],
    mobiles: ['+61491570006', '+61491570156', '+61491570157'],
  },
  {
    country: 'ES',
    language: 'es',
    weight: 6,
    firstNames: words('Lucía Álvaro Marina Sergio Paloma Iker Nuria Gonzalo Ainhoa Rodrigo'),
    lastNames: words(
      'Aguirre Benítez Cordero Echeverría Ibáñez Lozano Montero Quiroga Salvatierra Vidal',
    ),
    cities: [
      ['Madrid', 'Comunidad de Madrid', '28004'],
      ['Barcelona', 'Cataluña', '08005'],
      ['Valencia', 'Comunitat Valenciana', '46002'],
    ],
    streets: ['Calle de Fuencarral', 'Carrer de Pujades', 'Calle Colón'],
    legalForms: ['S.L.', 'S.A.', ''],
    currency: 'EUR',
    phones: [],
    mobiles: [],
  },
  {
    country: 'NL',
    language: 'nl',
    weight: 5,
    firstNames: words('Sanne Bram Femke Joost Lieke Ruben Noor Thijs Maaike Daan'),
    lastNames: [
      'de Wit',
      'van Dijk',
      'Hoekstra',
      'Jansen',
      'Kuipers',
      'Mulder',
      'Postma',
      'van der Linden',
      'Visser',
    ],
    cities: [
      ['Amsterdam', 'Noord-Holland', '1012 JS'],
      ['Utrecht', 'Utrecht', '3511 LX'],
    ],
    streets: ['Prinsengracht', 'Oudegracht', 'Stationsplein'],
    legalForms: ['B.V.', 'B.V.', 'N.V.'],
    currency: 'EUR',
    phones: [],
    mobiles: [],
  },
  {
    country: 'IN',
    language: 'en-IN',
    weight: 7,
    firstNames: words(
      'Aarav Kavya Rohan Meera Vikram Ananya Siddharth Ishita Farhan Lakshmi Nikhil Tanvi',
    ),
    lastNames: words(
      'Banerjee Chatterjee Deshpande Iyer Kapoor Menon Nair Patel Qureshi Rao Srinivasan Verma',
    ),
    cities: [
      ['Bengaluru', 'Karnataka', '560001'],
      ['Pune', 'Maharashtra', '411004'],
      ['Chennai', 'Tamil Nadu', '600002'],
    ],
    streets: ['Residency Road', 'Fergusson College Road', 'Anna Salai'],
    numberFirst: true,
    legalForms: ['Pvt Ltd', 'Pvt Ltd', 'Ltd'],
    currency: 'INR',
    phones: [],
    mobiles: [],
  },
  {
    country: 'JP',
    language: 'ja',
    weight: 5,
    firstNames: words('Haruka Kenji Yui Daichi Aoi Takumi Sakura Ren Naoko Shota'),
    lastNames: words(
      'Fujimoto Hayashi Ishikawa Matsuda Nakagawa Okada Sakamoto Takahashi Uehara Yamazaki',
    ),
    cities: [
      ['Tokyo', 'Tokyo', '150-0002'],
      ['Osaka', 'Osaka', '530-0001'],
    ],
    streets: ['Shibuya', 'Umeda', 'Meiji-dori'],
    legalForms: ['K.K.', 'K.K.', ''],
    currency: 'JPY',
    phones: [],
    mobiles: [],
  },
  {
    country: 'BR',
    language: 'pt-BR',
    weight: 5,
    firstNames: words('Beatriz Thiago Larissa Caio Fernanda Rafael Juliana Murilo Isadora Otávio'),
    lastNames: words(
      'Araújo Barros Cardoso Figueiredo Magalhães Nogueira Pacheco Queiroz Siqueira Teixeira',
    ),
    cities: [
      ['São Paulo', 'São Paulo', '01310-100'],
      ['Curitiba', 'Paraná', '80010-000'],
    ],
    streets: ['Rua Augusta', 'Alameda Santos', 'Rua XV de Novembro'],
    legalForms: ['Ltda.', 'Ltda.', 'S.A.'],
    currency: 'BRL',
    phones: [],
    mobiles: [],
  },
  {
    country: 'NG',
    language: 'en-NG',
    weight: 4,
    firstNames: words('Adaeze Chidi Folake Emeka Ngozi Tunde Zainab Obinna Yetunde Ibrahim'),
    lastNames: words('Abubakar Balogun Chukwu Eze Ogunleye Nwosu Okonkwo Adebayo Danjuma'),
    cities: [
      ['Lagos', 'Lagos', '101241'],
      ['Abuja', 'Federal Capital Territory', '900211'],
    ],
    streets: ['Adeola Odeku Street', 'Awolowo Road', 'Aminu Kano Crescent'],
    numberFirst: true,
    legalForms: ['Ltd', 'Ltd', 'plc'],
    currency: 'NGN',
    phones: [],
    mobiles: [],
  },
]

function words(text: string): readonly string[] {
  return text.split(' ')
}
