import type { CrmClient } from '../client/crm-client.ts'
import { type BoardPlan, loadPlan, type PlanRequest } from './board-plan.ts'

interface PlanLoaderHost {
  crm(): CrmClient | undefined
  /** Of what the board is asked to be, now. */
  request(): PlanRequest
  changed(): void
  failed(error: unknown): void
}

/** Stages that are changed one by one are read again once. */
const QUIET_MS = 100

/** Of what the board is: read when it begins, and again when stages or pipelines are others. */
export class PlanLoader {
  plan: BoardPlan | undefined
  /** The one before, while another is read: what one chooses with stays where it is. */
  shown: BoardPlan | undefined
  /** Why it could not be read. */
  fault: unknown
  readonly #host: PlanLoaderHost
  #asked: Promise<BoardPlan> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: PlanLoaderHost) {
    this.#host = host
  }

  load(crm: CrmClient): void {
    this.stop()
    this.plan = undefined
    this.fault = undefined
    this.#ask(crm, this.#host.request(), {
      taken: (plan) => {
        this.plan = this.shown = plan
        this.#host.changed()
      },
      failed: (error) => {
        this.fault = error
        this.#host.failed(error)
        this.#host.changed()
      },
    })
  }

  /** What is in the columns stays; they are drawn anew only when they are others. */
  reloadSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#reload(), QUIET_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#asked = undefined
  }

  #reload(): void {
    const crm = this.#host.crm()
    const request = this.#host.request()
    const before = this.plan
    if (!crm || !before) return
    // The first pipeline may be another one by now; the board stays with the one it shows.
    const pipelineId = request.pipelineId ?? before.pipeline?.id
    this.#ask(
      crm,
      { ...request, pipelineId },
      {
        taken: (plan) => {
          if (wordsOf(plan) === wordsOf(before)) return
          this.plan = this.shown = plan
          this.#host.changed()
        },
        failed: (error) => this.#host.failed(error),
      },
    )
  }

  /** The answer counts only while nothing else was asked. */
  #ask(
    crm: CrmClient,
    request: PlanRequest,
    then: { taken(plan: BoardPlan): void; failed(error: unknown): void },
  ): void {
    const asked = loadPlan(crm, request)
    this.#asked = asked
    asked.then(
      (plan) => {
        if (this.#asked === asked) then.taken(plan)
      },
      (error: unknown) => {
        if (this.#asked === asked) then.failed(error)
      },
    )
  }
}

function wordsOf({ columns, pipelines, pipeline }: BoardPlan): string {
  return JSON.stringify([columns, pipelines, pipeline])
}
