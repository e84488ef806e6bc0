import type { Feature } from '@/ui'
import { noticeTopic } from './notice_api'
import { NoticeBell } from './notice_bell'

export const noticeFeature: Feature = { nav: [], topics: [noticeTopic], header: NoticeBell }
