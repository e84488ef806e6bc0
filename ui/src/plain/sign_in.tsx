// Signing in without Mantine. Fields keep what was typed; an error says what to do.
import { useEffect, useId, useState } from 'react'
import { api, call } from '@/api/client'
import { asProblem } from '@/api/problem'
import { renew, signIn, type Session } from '@/api/session'
import { useProblemText, useWords } from '@/i18n'

interface FieldProps {
  name: string
  label: string
  type: string
  autoComplete: string
  given?: string | undefined
  /** Shown as wrong, explained by the element of this id. */
  wrongBy: string | undefined
}

function Field({ name, label, type, autoComplete, given, wrongBy }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={autoComplete}
        defaultValue={given}
        required
        {...(wrongBy !== undefined && { 'aria-invalid': true, 'aria-describedby': wrongBy })}
      />
    </div>
  )
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** ended: the address of whose session has ended; what waits goes on once they are signed in again. */
export function SignIn({ ended, onDone }: { ended?: string; onDone: (session: Session) => void }) {
  const t = useWords('session')
  const problemText = useProblemText()
  const problemId = useId()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [needsCode, setNeedsCode] = useState(false)

  const [canRegister, setCanRegister] = useState(false)
  useEffect(() => {
    call(api.GET('/public/contact')).then(
      (contact) => {
        setCanRegister(contact.registration)
      },
      () => undefined, // without it one can still sign in
    )
  }, [])

  const refuse = (error: unknown) => {
    setProblem(problemText(error))
    setNeedsCode((before) => before || asProblem(error).code.includes('totp'))
  }
  const submit = async (form: FormData) => {
    setBusy(true)
    setProblem(undefined)
    const totp = textOf(form, 'totp')
    try {
      const session = await (ended === undefined ? signIn : renew)({
        email: textOf(form, 'email').trim(),
        password: textOf(form, 'password'),
        ...(totp !== '' && { totp }),
      })
      onDone(session)
    } catch (error) {
      refuse(error)
    } finally {
      setBusy(false)
    }
  }

  const wrongBy = problem === undefined ? undefined : problemId
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(new FormData(event.currentTarget))
      }}
    >
      <p id={problemId} className="wrong" role="status" hidden={problem === undefined}>
        {problem}
      </p>
      {ended !== undefined && <p role="alert">{t('ended')}</p>}
      <Field name="email" type="email" label={t('email')} autoComplete="username" given={ended} wrongBy={wrongBy} />
      <Field name="password" type="password" label={t('password')} autoComplete="current-password" wrongBy={wrongBy} />
      {needsCode && <Field name="totp" type="text" label={t('totp')} autoComplete="one-time-code" wrongBy={wrongBy} />}
      <button type="submit" className="button" disabled={busy}>
        {t('submit')}
      </button>
      <a href="/forgotten-password">{t('forgotten')}</a>
      {canRegister && <a href="/register">{t('register')}</a>}
    </form>
  )
}
