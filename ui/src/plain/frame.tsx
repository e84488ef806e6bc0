// The frame of an entry without Mantine: asks to sign in, then shows its content and the way out.
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { expiry } from '@/api/expiry'
import { signOut, whoAmI, type Session } from '@/api/session'
import { followLanguage, TimeZone, useProblemText, useWords } from '@/i18n'
import icon from '../icon.svg'
import { LanguageField } from './language_field'
import { SignIn } from './sign_in'

type Who = { state: 'asking' } | { state: 'failed'; error: unknown } | { state: 'known'; session: Session | null }

function useWho() {
  const [who, setWho] = useState<Who>({ state: 'asking' })
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let isLate = false
    whoAmI().then(
      (session) => {
        if (!isLate) setWho({ state: 'known', session })
      },
      (error: unknown) => {
        if (!isLate) setWho({ state: 'failed', error })
      },
    )
    return () => {
      isLate = true
    }
  }, [asked])
  return {
    who,
    setSession: (session: Session | null) => {
      setWho({ state: 'known', session })
    },
    fail: (error: unknown) => {
      setWho({ state: 'failed', error })
    },
    retry: () => {
      setAsked(asked + 1)
    },
  }
}

export function Frame({ title, children }: { title: string; children?: ReactNode }) {
  const t = useWords('session')
  const problemText = useProblemText()
  const { who, setSession, fail, retry } = useWho()
  const session = who.state === 'known' ? who.session : null
  const isOver = useSyncExternalStore(expiry.subscribe, expiry.isOver) && session !== null

  useEffect(() => {
    document.title = `${title} · Amends`
  }, [title])

  useEffect(() => {
    if (session) void followLanguage(session.person.locale)
  }, [session])

  const leave = () => {
    signOut().then(() => {
      setSession(null)
    }, fail)
  }
  return (
    <>
      <header className="top">
        <span className="brand">
          <img src={icon} alt="" width="32" height="32" />
          Amends
        </span>
        {session && !isOver && (
          <button type="button" className="button quiet" onClick={leave}>
            {t('sign_out')}
          </button>
        )}
      </header>
      <main className="page">
        <h1>{(session && !isOver) || who.state !== 'known' ? title : t('title')}</h1>
        {who.state === 'failed' && (
          <div className="card">
            <p className="wrong" role="status">
              {problemText(who.error)}
            </p>
            <button type="button" className="button" onClick={retry}>
              {t('retry')}
            </button>
          </div>
        )}
        {who.state === 'known' && !session && <SignIn onDone={setSession} />}
        {session && (
          <TimeZone value={session.person.time_zone}>
            {isOver && <SignIn ended={session.person.email ?? ''} onDone={setSession} />}
            {/* Stays as it is meanwhile: what was typed is in it, and acts that wait. */}
            <div className="work" hidden={isOver}>
              {children}
              <p className="who">
                <span className="note">{t('signed_in_as')}</span>
                <strong>{session.person.name}</strong>
                {session.person.email}
              </p>
            </div>
          </TimeZone>
        )}
        <LanguageField />
      </main>
    </>
  )
}
