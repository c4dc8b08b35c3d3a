/** A kind of business, and the words that belong to it. */
export interface Sector {
  /** The first one is its main category. */
  readonly categories: readonly string[]
  readonly names: readonly string[]
  /** What is bought there, as it stands after "the". */
  readonly items: readonly string[]
  readonly good: readonly string[]
  readonly bad: readonly string[]
  readonly person: readonly string[]
  readonly spanishItems: readonly string[]
}

const foodGood = [
  'delicious',
  'fresh',
  'full of flavor',
  'cooked just right',
  'tasty',
  'crisp',
  'seasoned well',
]
const foodBad = ['bland', 'cold', 'greasy', 'overcooked', 'soggy', 'dry', 'too salty', 'stale']
const careGood = [
  'done on time',
  'done with care',
  'flawless',
  'better than I hoped',
  'thorough',
  'worth it',
]
const careBad = [
  'rushed',
  'sloppy',
  'done wrong twice',
  'half finished',
  'careless',
  'not what I asked for',
]
const servers = [
  'the waitress',
  'our server',
  'the waiter',
  'the manager',
  'the girl at the counter',
  'the bartender',
]
const staff = [
  'the receptionist',
  'the owner',
  'the guy at the desk',
  'the manager',
  'the technician',
  'the team',
]

export const sectors: readonly Sector[] = [
  {
    categories: ['Mexican', 'Restaurants'],
    names: ['Taqueria {n}', "{n}'s Cantina", 'Casa {n}'],
    items: [
      'carne asada',
      'salsa',
      'burrito',
      'guacamole',
      'street tacos',
      'enchiladas',
      'horchata',
    ],
    good: foodGood,
    bad: foodBad,
    person: servers,
    spanishItems: ['el guacamole', 'la salsa', 'el burrito', 'la sopa'],
  },
  {
    categories: ['Italian', 'Restaurants', 'Pizza'],
    names: ['Trattoria {n}', "{n}'s Pizza", 'Osteria {n}'],
    items: [
      'margherita',
      'lasagna',
      'carbonara',
      'garlic bread',
      'tiramisu',
      'thin crust pizza',
      'house red',
    ],
    good: [...foodGood, 'rich'],
    bad: foodBad,
    person: servers,
    spanishItems: ['la pizza', 'la lasaña', 'el tiramisú', 'el pan de ajo'],
  },
  {
    categories: ['Thai', 'Restaurants'],
    names: ['{n} Thai', 'Bangkok {n}', 'Thai Basil {n}'],
    items: [
      'pad thai',
      'green curry',
      'tom kha',
      'mango sticky rice',
      'spring rolls',
      'drunken noodles',
    ],
    good: [...foodGood, 'spicy in the best way'],
    bad: [...foodBad, 'too mild'],
    person: servers,
    spanishItems: ['el curry verde', 'el pad thai', 'la sopa', 'el arroz con mango'],
  },
  {
    categories: ['Burgers', 'Restaurants', 'Sandwiches'],
    names: ["{n}'s Burgers", '{n} Grill', 'The {n} Diner'],
    items: ['burger', 'fries', 'onion rings', 'milkshake', 'chicken sandwich', 'bacon', 'wings'],
    good: [...foodGood, 'juicy'],
    bad: foodBad,
    person: servers,
    spanishItems: ['la hamburguesa', 'el batido', 'el sándwich de pollo'],
  },
  {
    categories: ['Sushi Bars', 'Restaurants', 'Japanese'],
    names: ['Sushi {n}', '{n} Sushi House', 'Umi {n}'],
    items: ['salmon nigiri', 'spicy tuna roll', 'miso soup', 'tempura', 'rainbow roll', 'edamame'],
    good: [...foodGood, 'melt in your mouth good'],
    bad: [...foodBad, 'fishy'],
    person: servers,
    spanishItems: ['el sushi', 'la sopa de miso', 'la tempura'],
  },
  {
    categories: ['Coffee & Tea', 'Food', 'Bakeries'],
    names: ['{n} Coffee', 'Cafe {n}', "{n}'s Bakery"],
    items: [
      'latte',
      'cold brew',
      'croissant',
      'cinnamon roll',
      'espresso',
      'breakfast bagel',
      'scone',
    ],
    good: [...foodGood, 'smooth'],
    bad: [...foodBad, 'watery', 'burnt'],
    person: ['the barista', 'the cashier', 'the owner', 'the girl at the counter'],
    spanishItems: ['el café', 'el cruasán', 'el té', 'el pan'],
  },
  {
    categories: ['Auto Repair', 'Automotive'],
    names: ['{n} Auto', "{n}'s Garage", '{n} Tire & Brake'],
    items: [
      'oil change',
      'brake job',
      'inspection',
      'alignment',
      'tire rotation',
      'diagnosis',
      'estimate',
    ],
    good: [...careGood, 'honest'],
    bad: [...careBad, 'overpriced'],
    person: ['the mechanic', ...staff],
    spanishItems: ['el cambio de aceite', 'el arreglo de los frenos', 'el diagnóstico'],
  },
  {
    categories: ['Hair Salons', 'Beauty & Spas'],
    names: ['Salon {n}', '{n} Hair', 'Studio {n}'],
    items: ['haircut', 'color', 'blowout', 'highlights', 'beard trim', 'manicure', 'massage'],
    good: [...careGood, 'gorgeous'],
    bad: [...careBad, 'uneven'],
    person: ['my stylist', ...staff],
    spanishItems: ['el corte', 'el tinte', 'la manicura'],
  },
  {
    categories: ['Dentists', 'Health & Medical'],
    names: ['{n} Dental', 'Smiles by {n}', 'Dr. {n} DDS'],
    items: ['cleaning', 'filling', 'crown', 'check-up', 'whitening', 'consultation'],
    good: [...careGood, 'gentle', 'painless'],
    bad: [...careBad, 'painful'],
    person: ['the dentist', 'the hygienist', ...staff],
    spanishItems: ['la limpieza', 'la consulta', 'la revisión'],
  },
  {
    categories: ['Hotels', 'Event Planning & Services'],
    names: ['Hotel {n}', 'The {n} Inn', '{n} Suites'],
    items: ['room', 'bed', 'breakfast', 'pool', 'view', 'shower', 'lobby'],
    good: ['spotless', 'comfortable', 'quiet', 'spacious', 'lovely', 'modern'],
    bad: ['dirty', 'noisy', 'tiny', 'outdated', 'smelly', 'broken'],
    person: ['the front desk', 'housekeeping', 'the concierge', 'the manager'],
    spanishItems: ['la habitación', 'la piscina', 'el desayuno', 'la cama'],
  },
]

export const places: readonly (readonly [city: string, state: string, postal: string])[] = [
  ['Phoenix', 'AZ', '850'],
  ['Tempe', 'AZ', '852'],
  ['Tucson', 'AZ', '857'],
  ['Philadelphia', 'PA', '191'],
  ['Ardmore', 'PA', '190'],
  ['Tampa', 'FL', '336'],
  ['Clearwater', 'FL', '337'],
  ['Nashville', 'TN', '372'],
  ['Franklin', 'TN', '370'],
  ['Saint Louis', 'MO', '631'],
  ['Reno', 'NV', '895'],
  ['Edmonton', 'AB', 'T5'],
]

export const surnames = [
  'Luna',
  'Rosa',
  'Bianchi',
  'Harbor',
  'Maple',
  'Copper',
  'Delgado',
  'Willow',
  'Sorrento',
  'Juniper',
  'Cedar',
  'Nakano',
  'Palmer',
  'Marigold',
  'Santos',
  'Foster',
  'Vesper',
  'Hollis',
  'Orchid',
  'Quimby',
]

export const firstNames = [
  'Ana',
  'Ben',
  'Carla',
  'Dmitri',
  'Elena',
  'Farid',
  'Grace',
  'Hugo',
  'Imani',
  'Jun',
  'Kate',
  'Luis',
  'Mei',
  'Noah',
  'Olga',
  'Priya',
  'Quinn',
  'Rosa',
  'Sam',
  'Tariq',
  'Uma',
  'Víctor',
  'Wendy',
  'Xavier',
  'Yusuf',
  'Zoë',
  'José',
  'Anne-Marie',
  "D'Arcy",
]
