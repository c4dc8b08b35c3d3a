import { bind } from './bind.ts'
import { fingerprint } from './fingerprint.ts'
import { order } from './order.ts'
import { parse } from './parse.ts'
import { plan } from './plan.ts'
import { render } from './render.ts'
import { resolve } from './resolve.ts'

/** The way of a project from text to a plan. Each pass takes what the one before it gave. */
export const passes = [parse, render, resolve, order, bind, fingerprint, plan] as const
