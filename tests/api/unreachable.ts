// Documented statuses that no request can produce today, each with its reason. An entry that is reached after
// all, or leaves the contract, fails the run: the list cannot rot.
export const unreachable: Record<string, string> = {
  'event_stream 403': 'the permission is "self", which every session has; until tokens with scopes exist',
  'file_create 429': 'needs 500 unattached files of one person, or a full queue of uploads: src/file/file_test.c',
  'outbox_resend 409': 'only a mail that was sent refuses, and that needs a mail server: src/notify/notify_test.c',
}
