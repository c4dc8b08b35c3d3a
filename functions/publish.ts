import { z } from 'zod'
import { publishCatalog } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** Lets query tools see what the environment shows. */
export const handler = serve(
  z.object({ project: z.string().min(1) }),
  ({ platform }, { project }) => publishCatalog(platform, { project }),
)
