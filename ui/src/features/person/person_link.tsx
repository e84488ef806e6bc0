// A name that leads to the person's page, for whoever may see people.
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { can } from '@/api'
import { useSession } from '@/ui'
import classes from './person_link.module.css'

export function PersonLink({ id, name }: { id: number; name: string | null }) {
  const session = useSession()
  const mayOpen = can(session, 'person.read') || can(session, 'person.network') || id === session.person.id
  return (
    <Text size="sm" fw={600}>
      {mayOpen ? (
        <Link to="/people/$id" params={{ id }} className={classes['link']}>
          {name ?? id}
        </Link>
      ) : (
        name
      )}
    </Text>
  )
}
