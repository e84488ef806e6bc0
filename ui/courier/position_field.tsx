// Where one stands, on request only.
import { useState } from 'react'
import { useWords } from '@/i18n'
import type { Draft } from './draft'

interface Props {
  value: Draft['position']
  wrong: string | undefined
  onChange: (value: Draft['position']) => void
}

export function PositionField({ value, wrong, onChange }: Props) {
  const t = useWords('courier')
  const [state, setState] = useState<'idle' | 'asking' | 'refused'>('idle')

  const ask = () => {
    setState('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle')
        onChange({ lat: Number(coords.latitude.toFixed(6)), lng: Number(coords.longitude.toFixed(6)) })
      },
      () => {
        setState('refused')
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    )
  }
  return (
    <>
      {value && (
        <p>
          {value.lat.toFixed(5)}, {value.lng.toFixed(5)}
        </p>
      )}
      <div className="acts">
        <button type="button" className="button quiet" disabled={state === 'asking'} onClick={ask}>
          {t(state === 'asking' ? 'position.asking' : value ? 'position.again' : 'position.take')}
        </button>
        {value && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              onChange(null)
            }}
          >
            {t('position.remove')}
          </button>
        )}
      </div>
      {state === 'refused' && <p className="wrong">{t('position.refused')}</p>}
      {wrong !== undefined && <p className="wrong">{wrong}</p>}
    </>
  )
}
