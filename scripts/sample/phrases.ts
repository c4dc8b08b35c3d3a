/**
 * What people say, by how they feel: from -2 (furious) to 2 (delighted). Slots in braces are filled with words of the
 * business. Many words stand on both sides, so that single words mislead and their neighbours decide.
 */
export type Feeling = -2 | -1 | 0 | 1 | 2
export type Phrases = Readonly<Record<Feeling, readonly string[]>>

/** A clause on one aspect, without its first capital and its full stop. */
export const aspects: Readonly<Record<'item' | 'people' | 'price' | 'wait' | 'place', Phrases>> = {
  item: {
    2: [
      'the {item} was {good}',
      'hands down the best {item} around',
      'I still think about the {item}',
      'the {item} and the {item2} were both {good}',
      "I can't say enough good things about the {item}",
      'never had a bad {item} here',
      'the {item} was so {good} it hurt to leave any',
    ],
    1: [
      'the {item} was pretty {good}',
      'the {item} was not bad at all',
      'I liked the {item} more than I expected',
      'the {item} was {good} enough',
      'the {item} was solid',
      "can't complain about the {item}",
      'the {item} was a bit {bad} but I would get it again',
    ],
    0: [
      'the {item} was okay',
      'the {item} was fine, nothing special',
      'the {item} was average',
      'the {item} was {good} and the {item2} was {bad}',
      'the {item} was neither {good} nor {bad}',
      "I've had better {item}, I've had worse",
      'the {item} was hit or miss',
      'the {item} was decent for what it is',
    ],
    [-1]: [
      'the {item} was a bit {bad}',
      'the {item} was not as {good} as people say',
      'I expected the {item} to be {good} and it was only okay',
      'the {item} used to be {good}',
      "the {item} wasn't great",
      'the {item} was somewhat {bad}',
      'not the best {item} I have had',
    ],
    [-2]: [
      'the {item} was {bad}',
      'the {item} was {bad} and the {item2} was no better',
      'worst {item} I have ever paid for',
      'nothing about the {item} was {good}',
      'the {item} was so {bad} I left it',
      "I can't think of one good thing about the {item}",
      'they messed up the {item} and then blamed me',
    ],
  },
  people: {
    2: [
      '{person} could not have been nicer',
      '{person} was friendly and quick',
      '{person} made us feel at home',
      '{person} went out of the way to help',
      'I have never been treated with anything but kindness here',
      '{person} remembered my name',
    ],
    1: [
      '{person} was friendly',
      '{person} was nice once we got some attention',
      'service was good overall',
      'no problems with {person}',
      '{person} was helpful enough',
      'service was a little slow but friendly',
    ],
    0: [
      'service was okay',
      '{person} was polite, not exactly friendly',
      '{person} did the job',
      'service was neither great nor terrible',
      'service depends on who is working',
    ],
    [-1]: [
      '{person} was not very helpful',
      '{person} seemed a little annoyed',
      'service could be friendlier',
      '{person} was nice but clueless',
      'I wish {person} had listened',
    ],
    [-2]: [
      '{person} was rude',
      '{person} ignored us',
      '{person} rolled both eyes at me',
      'I have never been treated like this',
      '{person} could not have cared less',
      'not one friendly face in the place',
      '{person} hung up on me',
    ],
  },
  price: {
    2: [
      'great value',
      'worth every penny',
      'the price is a steal',
      'I would happily pay double',
      'cheap and still great',
    ],
    1: [
      'fair prices',
      'a bit expensive but worth it',
      'prices are not bad',
      'good value most days',
      'reasonable for what you get',
    ],
    0: [
      'prices are average',
      'you get what you pay for',
      'about what you would pay anywhere',
      'not cheap, not expensive',
      'fine for the price',
    ],
    [-1]: [
      'a little expensive for what it is',
      'not great value',
      'prices went up again',
      'I expected more for the price',
      'good, but not that good for the money',
    ],
    [-2]: [
      'a complete waste of money',
      'total rip-off',
      'they charged me twice',
      'way overpriced',
      'I want my money back',
      'not worth a penny',
    ],
  },
  wait: {
    2: [
      'in and out in ten minutes',
      'no wait at all',
      'everything came out fast',
      'they took us right away',
    ],
    1: [
      'a short wait but worth it',
      'the wait was not bad',
      'busy, yet they were quick',
      'we waited a while and did not mind',
    ],
    0: [
      'we waited about {minutes} minutes',
      'the wait was about average',
      'it was busy so expect a wait',
      'sometimes quick, sometimes slow',
    ],
    [-1]: [
      'the wait was a bit long',
      'we waited {minutes} minutes even with a reservation',
      'slower than it should be',
      'it took a while to get anything',
    ],
    [-2]: [
      'we waited over an hour and left',
      '{minutes} minutes and nobody came',
      'I wasted my whole afternoon waiting',
      'they forgot about us completely',
    ],
  },
  place: {
    2: [
      'the place is beautiful',
      'such a great atmosphere',
      'everything was spotless',
      'love the vibe in here',
      'clean and welcoming',
    ],
    1: [
      'the place is nice',
      'clean enough and cozy',
      'nice spot, a bit loud',
      'parking is not bad',
      'cute little place',
    ],
    0: [
      'the place is small',
      'it looks like every other place',
      'parking is okay',
      'nothing special to look at',
      'it is loud on weekends',
    ],
    [-1]: [
      'the place could be cleaner',
      'a bit loud and cramped',
      'parking is a pain',
      'not as nice inside as it looks',
      'it needs some love',
    ],
    [-2]: [
      'the place was filthy',
      'the tables were sticky and it smelled',
      'the bathroom was disgusting',
      'there was a roach on the wall',
      'dirty floors, dirty everything',
    ],
  },
}

/** How a review begins. Says little about what follows. */
export const openings: readonly string[] = [
  'We came on a {day} with {company}.',
  'Stopped by {company_alone} on a {day}.',
  'My first time here.',
  'I have been here {times} times now.',
  'A friend told me about {name}.',
  'I drive past {name} every day and finally went in.',
  'Read the reviews before going.',
  'Came here for {occasion}.',
  'I wanted to like this place.',
  'I was not sure what to expect.',
  '{name} is right around the corner from us.',
]

export const verdicts: Phrases = {
  2: [
    'I will be back!',
    'Highly recommend.',
    "Don't hesitate, just go.",
    'My new favorite.',
    'Five stars, easy.',
    'Cannot wait to go back.',
    '10/10',
  ],
  1: [
    'I would come back.',
    'Would recommend.',
    'Not perfect, but I will return.',
    'Good spot overall.',
    'I will give it another go soon.',
    '4 out of 5.',
  ],
  0: [
    'Might go back, might not.',
    'It is an okay option.',
    'Maybe I will try something else next time.',
    'Nothing to write home about.',
    'Three stars seems fair.',
    'I may give it another try.',
  ],
  [-1]: [
    'Probably not coming back.',
    'There are better places.',
    'I wanted to love it.',
    'I would not go out of my way.',
    'Hope they get better.',
    'Not in a hurry to return.',
  ],
  [-2]: [
    'Never again.',
    'Do not go here.',
    'I will not be back.',
    'Save your money.',
    'Avoid!',
    'Zero stars if I could.',
    'I want nothing to do with them.',
  ],
}

/** A clause of one feeling joined to a clause of another one. */
export const contrasts: readonly string[] = [
  '{a}, but {b}',
  '{a}; {b} though',
  'while {a}, {b}',
  '{a}. That said, {b}',
  '{a}, and still {b}',
  'even though {a}, {b}',
]

export const hedges: readonly string[] = [
  'honestly',
  'I guess',
  'to be fair',
  'for me',
  'in my opinion',
  'this time',
  'as always',
  'so far',
]

export const asides: readonly string[] = [
  'They are open late.',
  'There is a second one across town.',
  'Cash or card.',
  'They have parking in the back.',
  'It gets busy around noon.',
  'We sat by the window.',
  'Bring a sweater, the AC is on.',
  'You can order online.',
  'They do take out.',
  'Dogs are allowed outside.',
  'Same owner as the place next door.',
]

/** Asides that only appear in the second delivery: the world moves a little. */
export const laterAsides: readonly string[] = [
  'The menu is a QR code now.',
  'They added a service fee.',
  'You have to book in the app now.',
  'Delivery only after nine.',
  'New management, apparently.',
]

export const spanish: Phrases = {
  2: [
    '{sitem} estaba increíble',
    'el servicio fue excelente',
    'todo delicioso',
    'volveremos sin duda',
    'lo mejor de la ciudad',
    'no tengo ninguna queja',
  ],
  1: [
    '{sitem} estaba bien',
    'el servicio fue bueno',
    'nada mal',
    'buen lugar aunque un poco caro',
    'volvería',
  ],
  0: [
    '{sitem} estaba regular',
    'ni bueno ni malo',
    'el servicio fue normal',
    'más o menos',
    'nada especial',
    'esperaba algo más pero cumple',
  ],
  [-1]: [
    '{sitem} no estaba tan bien como dicen',
    'el servicio fue lento',
    'un poco caro para lo que es',
    'no creo que vuelva',
    'antes era bueno',
  ],
  [-2]: [
    '{sitem} estaba horrible',
    'pésimo servicio',
    'no vuelvo nunca',
    'una pérdida de dinero',
    'nos ignoraron por completo',
    'el peor lugar',
  ],
}
export const spanishOpenings: readonly string[] = [
  'Fuimos un {sday} en familia.',
  'Primera vez en {name}.',
  'Me lo recomendó un amigo.',
  'He venido varias veces.',
]

export const emoji: Phrases = {
  2: ['😍', '❤️', '🙌', '😋', '👍👍'],
  1: ['🙂', '👍', '😊'],
  0: ['😐', '🤷'],
  [-1]: ['😕', '🙄', '🙁'],
  [-2]: ['😡', '👎', '🤮', '🤬'],
}

export const fillers: Readonly<Record<string, readonly string[]>> = {
  day: [
    'Monday',
    'Tuesday',
    'Friday night',
    'Saturday',
    'Sunday morning',
    'rainy Thursday',
    'weekday',
  ],
  sday: ['lunes', 'viernes', 'sábado', 'domingo'],
  company: [
    'my wife',
    'the kids',
    'friends',
    'my parents',
    'a party of six',
    'coworkers',
    'my husband',
  ],
  company_alone: [
    'alone',
    'with a friend',
    'after work',
    'before a movie',
    'without a reservation',
  ],
  occasion: ['a birthday', 'our anniversary', 'lunch', 'a quick stop', 'a date', 'a special day'],
  times: ['two', 'three', 'maybe five', 'at least ten', 'too many'],
  minutes: ['15', '20', '25', '30', '40', '45'],
}
