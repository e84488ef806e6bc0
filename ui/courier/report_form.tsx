// What went wrong with a task: a reason, what there really is, photo, place, and what becomes of the task.
import { use, useEffect, useId, useState, type ReactNode } from 'react'
import { newKey } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import { TimeZone, useFieldText, useFormat, useLanguage, useProblemText, useWords } from '@/i18n'
import { loadReasons, report, type Reason, type Task } from './api'
import { forgetDraft, gramsOf, keepDraft, keptDraft, proposalOf, type Draft, type Outcome } from './draft'
import { FactFields } from './fact_fields'
import { placeOf } from './facts'
import { PhotoField } from './photo_field'
import { PositionField } from './position_field'
import { taskAddress } from './use_place'
import { waits, wrongIn } from './waits'

const OUTCOMES: readonly Outcome[] = ['report', 'complete', 'fail']

function useReasons(storeId: number) {
  const [reasons, setReasons] = useState<readonly Reason[]>()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    let isLate = false
    loadReasons(storeId).then(
      (list) => {
        if (!isLate) setReasons(list)
      },
      (failure: unknown) => {
        if (!isLate) setError(failure)
      },
    )
    return () => {
      isLate = true
    }
  }, [storeId])
  return { reasons, error }
}

function ReasonField(props: {
  reasons: readonly Reason[]
  value: string
  wrong: string | undefined
  onChange: (key: string) => void
}) {
  const t = useWords('courier')
  const language = useLanguage()
  const wrongId = useId()
  return (
    <fieldset className="card choices" aria-describedby={props.wrong === undefined ? undefined : wrongId}>
      <legend>{t('reason')}</legend>
      {props.wrong !== undefined && (
        <p id={wrongId} className="wrong">
          {props.wrong}
        </p>
      )}
      {props.reasons.map((reason) => (
        <label key={reason.key} className="choice">
          <input
            type="radio"
            name="reason"
            value={reason.key}
            checked={props.value === reason.key}
            onChange={() => {
              props.onChange(reason.key)
            }}
          />
          <span>
            {reason.labels[language]}
            {reason.evidence.length > 0 && (
              <span className="note">
                {t('needs', { what: reason.evidence.map((each) => t(`evidence.${each}`)).join(', ') })}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function OutcomeField(props: {
  task: Task
  value: Outcome
  wrong: string | undefined
  onChange: (value: Outcome) => void
}) {
  const t = useWords('courier')
  return (
    <fieldset className="card choices">
      <legend>{t('outcome')}</legend>
      {props.wrong !== undefined && <p className="wrong">{props.wrong}</p>}
      {OUTCOMES.map((outcome) => (
        <label key={outcome} className="choice">
          <input
            type="radio"
            name="outcome"
            checked={props.value === outcome}
            onChange={() => {
              props.onChange(outcome)
            }}
          />
          <span>
            {t(`outcome.${outcome}`)}
            <span className="note">{t(`outcome.${outcome}.why`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Errors by the part of the form that they are about. */
function useErrors(problem: Problem | undefined) {
  const fieldText = useFieldText()
  const problemText = useProblemText()
  const t = useWords('courier')
  if (!problem) return { of: () => undefined, whole: undefined }
  const of = (...names: string[]) => {
    const field = problem.fields.find(({ name }) => names.some((each) => name === each || name.startsWith(`${each}.`)))
    return field && fieldText(field)
  }
  return { of, whole: problem.fields.length > 0 ? t('check') : problemText(problem) }
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className="card" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  )
}

export function ReportForm({ task, onDone }: { task: Task; onDone: (text: string) => void }) {
  const t = useWords('courier')
  const timeZone = use(TimeZone)
  const format = useFormat()
  const commentId = useId()
  const { reasons, error } = useReasons(task.store_id)
  const [draft, setDraft] = useState<Draft>(() => keptDraft(task, timeZone))
  const [sending, setSending] = useState(false)
  const [isUploading, setUploading] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const errors = useErrors(problem)
  const problemText = useProblemText()

  const change = (some: Partial<Draft>) => {
    setDraft((old) => {
      const next = { ...old, ...some }
      keepDraft(task.id, next)
      return next
    })
    setProblem(undefined)
  }
  const send = async () => {
    const proposal = proposalOf(task, draft, timeZone)
    setSending(true)
    setProblem(undefined)
    try {
      await report(
        task.id,
        {
          reason: draft.reason,
          comment: draft.comment.trim() === '' ? null : draft.comment,
          attachments: draft.photos.map((photo) => photo.id),
          position: draft.position,
          ...(draft.outcome === 'complete' && { complete: true }),
          ...(draft.outcome === 'fail' && { fail: true }),
          ...(proposal && { proposal }),
        },
        draft.key,
      )
      forgetDraft(task.id)
      onDone(t(proposal ? 'sent.proposal' : 'sent.report'))
    } catch (failure) {
      // What was refused may be changed and sent again: that is another act.
      const refused = asProblem(failure)
      if (!refused.isPassing) change({ key: newKey() })
      setProblem(refused)
      scrollTo({ top: 0 })
    } finally {
      setSending(false)
    }
  }

  const isOver = task.status !== 'todo' && task.status !== 'doing'
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        const wrong =
          draft.reason === ''
            ? waits('reason')
            : gramsOf(draft.weight) === undefined
              ? wrongIn('proposal', 'weight', t('weight.wrong'))
              : undefined
        if (!wrong) {
          void send()
          return
        }
        setProblem(wrong)
        scrollTo({ top: 0 })
      }}
    >
      <a className="back" href={taskAddress(task.id)}>
        ← {t('back')}
      </a>
      <h2>{t('report')}</h2>
      <p className="note">{format.named(t(`type.${task.type}`), task.address.name ?? placeOf(task))}</p>
      <p className="wrong" role="alert" hidden={problem === undefined}>
        {errors.whole}
      </p>
      {error !== undefined && <p className="wrong">{problemText(error)}</p>}
      {!reasons && error === undefined && <p className="note">{t('loading')}</p>}
      {reasons && (
        <ReasonField
          reasons={reasons}
          value={draft.reason}
          wrong={errors.of('reason')}
          onChange={(reason) => {
            change({ reason })
          }}
        />
      )}
      <Section title={t('photos')}>
        <PhotoField
          photos={draft.photos}
          wrong={errors.of('attachments')}
          onBusy={setUploading}
          onChange={(photos) => {
            change({ photos })
          }}
        />
      </Section>
      <div className="card field">
        <label htmlFor={commentId}>{t('comment')}</label>
        <textarea
          id={commentId}
          rows={3}
          maxLength={5000}
          value={draft.comment}
          {...(errors.of('comment') !== undefined && { 'aria-invalid': true })}
          onChange={(event) => {
            change({ comment: event.currentTarget.value })
          }}
        />
        {errors.of('comment') !== undefined && <p className="wrong">{errors.of('comment')}</p>}
      </div>
      {task.status !== 'cancelled' && (
        <Section title={t('really')}>
          <FactFields
            task={task}
            draft={draft}
            wrong={errors.of('proposal', 'tasks', 'supplements')}
            onChange={change}
          />
        </Section>
      )}
      <Section title={t('position')}>
        <PositionField
          value={draft.position}
          wrong={errors.of('position')}
          onChange={(position) => {
            change({ position })
          }}
        />
      </Section>
      {!isOver && (
        <OutcomeField
          task={task}
          value={draft.outcome}
          wrong={errors.of('complete', 'fail')}
          onChange={(outcome) => {
            change({ outcome })
          }}
        />
      )}
      <button type="submit" className="button large" disabled={sending || isUploading}>
        {isUploading ? t('uploading') : sending ? t('sending') : t('send')}
      </button>
    </form>
  )
}
