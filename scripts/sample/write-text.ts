import {
  asides,
  aspects,
  contrasts,
  emoji,
  type Feeling,
  fillers,
  hedges,
  laterAsides,
  openings,
  spanish,
  spanishOpenings,
  verdicts,
} from './phrases.ts'
import type { Random } from './random.ts'
import type { Sector } from './sectors.ts'

/** How somebody writes. All between 0 and 1. */
export interface Voice {
  readonly wordy: number
  readonly sloppy: number
  readonly loud: number
  readonly fondOfEmoji: number
  readonly spanish: boolean
}

export interface Subject {
  readonly name: string
  readonly sector: Sector
}

export interface Mood {
  /** How content the author is: about -2.5 to 2.5. */
  readonly content: number
  /** Whether the review is of the second delivery. */
  readonly later: boolean
}

/** The text of a review. Single statements stray far from the author's mood, so that texts of neighbouring ratings overlap. */
export function writeText(random: Random, voice: Voice, subject: Subject, mood: Mood): string {
  const sentences = voice.spanish
    ? spanishSentences(random, voice, mood)
    : englishSentences(random, voice, mood)
  const once = [...new Set(sentences)]
  const text = once.map((sentence) => fill(sentence, random, subject)).join(' ')
  return dressed(text, random, voice, mood)
}

function englishSentences(random: Random, voice: Voice, mood: Mood): string[] {
  const sentences: string[] = []
  if (random.chance(0.25 + voice.wordy / 2)) sentences.push(random.pick(openings))
  const statements = 2 + random.int(2 + Math.round(voice.wordy * 4))
  for (let i = 0; i < statements; i++) sentences.push(statement(random, mood))
  if (random.chance(voice.wordy * 0.5)) sentences.push(random.pick(asides))
  if (mood.later && random.chance(0.11)) sentences.push(random.pick(laterAsides))
  if (random.chance(0.55)) sentences.push(random.pick(verdicts[feeling(random, mood.content, 0.3)]))
  return sentences
}

function statement(random: Random, mood: Mood): string {
  const said = clause(random, mood, feeling(random, mood.content, 0.34))
  if (random.chance(0.12)) {
    const other = clause(random, mood, feeling(random, -mood.content * 0.6, 0.6))
    const [a, b] = random.chance(0.5) ? [said, other] : [other, said]
    return sentence(random.pick(contrasts).replace('{a}', a).replace('{b}', b))
  }
  if (random.chance(0.12)) return sentence(`${random.pick(hedges)}, ${said}`)
  return sentence(said)
}

const topics = ['item', 'item', 'item', 'people', 'people', 'price', 'wait', 'place'] as const
const laterTopics = [...topics, 'wait', 'price'] as const

const clause = (random: Random, mood: Mood, feels: Feeling) =>
  random.pick(aspects[random.pick(mood.later ? laterTopics : topics)][feels])

function spanishSentences(random: Random, voice: Voice, mood: Mood): string[] {
  const sentences = random.chance(0.5) ? [random.pick(spanishOpenings)] : []
  const statements = 2 + random.int(2 + Math.round(voice.wordy * 2))
  for (let i = 0; i < statements; i++) {
    sentences.push(sentence(random.pick(spanish[feeling(random, mood.content, 0.7)])))
  }
  return sentences
}

function feeling(random: Random, content: number, spread: number): Feeling {
  const felt = content + random.normal() * spread
  return felt < -1.25 ? -2 : felt < -0.45 ? -1 : felt < 0.4 ? 0 : felt < 1.15 ? 1 : 2
}

const sentence = (text: string) => `${text}.`

function fill(text: string, random: Random, { name, sector }: Subject): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, slot: string) => {
    switch (slot) {
      case 'name':
        return name
      case 'item':
      case 'item2':
        return random.pick(sector.items)
      case 'sitem':
        return random.pick(sector.spanishItems)
      case 'good':
        return random.pick(sector.good)
      case 'bad':
        return random.pick(sector.bad)
      case 'person':
        return random.pick(sector.person)
      default:
        return random.pick(fillers[slot])
    }
  })
  const agreed = filled.replace(/(?<=\b\w+(?:os|as|gs|ls|es|ts)) was\b/g, ' were')
  return agreed[0].toUpperCase() + agreed.slice(1)
}

/** Typing slips, loudness, small letters and pictographs, as the author is used to. */
function dressed(text: string, random: Random, voice: Voice, mood: Mood): string {
  const strength = Math.min(1, Math.abs(mood.content) / 1.6)
  let dressedText = voice.sloppy > 0.3 ? withSlips(text, random, voice.sloppy * 0.05) : text
  if (random.chance(voice.loud * strength * 0.7))
    dressedText = dressedText.replace(/(?<!Dr)\.(?= |$)/g, '!')
  if (random.chance(voice.loud * strength * 0.25)) dressedText = shout(dressedText, random)
  if (random.chance(voice.sloppy * 0.4)) dressedText = dressedText.toLowerCase()
  if (random.chance(voice.sloppy * 0.3)) dressedText = dressedText.replace(/(?<!Dr)\. /g, '... ')
  if (random.chance(voice.fondOfEmoji * 0.6))
    dressedText += ` ${random.pick(emoji[feeling(random, mood.content, 0.7)])}`
  if (random.chance(voice.wordy * 0.3))
    dressedText = dressedText.replace(/(?<!Dr)([.!]) /, '$1\n\n')
  return dressedText
}

function shout(text: string, random: Random): string {
  const sentences = text.split(/(?<=[.!]) /)
  const chosen = random.int(sentences.length)
  return sentences.map((one, i) => (i === chosen ? one.toUpperCase() : one)).join(' ')
}

/** Swaps, drops or doubles a letter inside words of four letters and more. */
function withSlips(text: string, random: Random, rate: number): string {
  return text.replace(/[a-z]{4,}/g, (word) => {
    if (!random.chance(rate)) return word
    const at = 1 + random.int(word.length - 2)
    const kind = random.int(3)
    if (kind === 0) return word.slice(0, at) + word.slice(at + 1)
    if (kind === 1) return word.slice(0, at) + word[at] + word.slice(at)
    return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
  })
}
