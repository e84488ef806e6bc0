/* Kept short: a phrase is here only if a person's own mail hardly holds it in that place. */
#include "mail/mail_words.h"

#include <stddef.h>

const char *const WORDS_AUTO_SUBJECT[] = {
        "automatic reply", "auto reply", "auto-reply", "autoreply", "automatic response", "auto response",
        "auto-response", "autoresponse", "autoresponder", "out of office", "out of the office", "out-of-office",
        "out of office autoreply", "out of office reply", "out of office auto-reply", "auto", "vacation reply",
        "vacation response", "automated reply", "automated response",
        "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau",
        "message d'absence", "réponse automatique d'absence",
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina",
        "respuesta automática de ausencia", "mensaje de ausencia",
        "automatische antwort", "abwesenheitsnotiz", "abwesenheitsbenachrichtigung", "abwesenheitsmeldung",
        "abwesenheit", "autom. antwort", "automatische abwesenheitsnotiz",
        "risposta automatica", "fuori sede", "fuori ufficio", "resposta automática", "resposta automatica",
        "ausência temporária", "automatisch antwoord", "afwezigheidsbericht", "autosvar", "automatisk svar",
        "automaattinen vastaus", "odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź",
        "automatická odpověď", "automatikus válasz", "răspuns automat", "otomatik yanıt",
        "автоответ", "автоматический ответ", "автоматична відповідь", "αυτόματη απάντηση",
        "自動返信", "自動応答", "自动回复", "自動回覆", "自动答复", "자동 회신", "자동 응답", NULL,
};

const char *const WORDS_BOUNCE_SUBJECT[] = {
        "undeliver", "delivery status", "delivery failure", "delivery failed", "delivery fail", "mail delivery",
        "message delivery", "delivery notification", "delivery report", "delivery has failed", "delivery error",
        "delivery delayed", "delayed mail", "returned mail", "returned to sender", "returning message",
        "returning to sender", "failure notice", "mail system error", "mail failed", "failed mail",
        "could not be delivered", "couldn't be delivered", "not be delivered", "could not send",
        "error sending your mail", "message you sent blocked", "postmaster notify", "permanent failure",
        "are not member", "is not a member", "rejected", "not delivered", "notification d'état de remise",
        "non remis", "non délivr", "échec de la remise", "échec de remise", "unzustellbar", "nicht zustellbar",
        "zustellung fehlgeschlagen", "no se puede entregar", "no entregado", "no se pudo entregar",
        "mancata consegna", "non recapitabile", "onbestelbaar", "não entregue", "niedostarcz", "недоставлен",
        "не доставлено", "невозможно доставить", "配信不能", "配信できません", "配信エラー", "送信できません",
        "退信", "无法投递", NULL,
};

const char *const WORDS_BOUNCE_TEXT[] = {
        "not be delivered", "n't be delivered", "not delivered", "n't delivered", "undeliver", "delivery has failed",
        "delivery failed", "delivery to the following", "unable to deliver", "failed permanently",
        "trouble delivering", "error delivering", "permanent error", "permanent fatal error", "returned to sender",
        "returned to you", "user unknown", "unknown user", "no such user", "invalid user address",
        "mailbox unavailable", "mailbox is full", "mailbox full", "over quota", "recipient address rejected",
        "delivery status", "not yet been delivered", "not been delivered", "delivery has been delayed",
        "delivery is delayed", "final-recipient:", "reporting-mta:", "smtp error", "message delivery",
        "rcpt to:", "could not be sent", "you are not a member", "not a member of this", "\"bounce\\\"",
        "nicht zugestellt", "nicht zustellbar", "n'a pas pu être", "n'ont pas reçu", "n'a pas été remis",
        "no se pudo entregar", "no se ha podido entregar", "no se puede entregar", "non è stato recapitato",
        "не доставлено", "не может быть доставлено", "не удалось доставить", "送信できません", "送信に失敗",
        "配信できません", "届けることができません", "送信されていません", NULL,
};

const char *const WORDS_NO_ADDRESS[] = {
        "user unknown", "unknown user", "no such user", "no such person", "no such recipient", "no such address",
        "no such mailbox", "no mailbox here", "unknown recipient", "recipient unknown", "unknown address",
        "does not exist", "doesn't exist", "not exist", "not found", "invalid recipient", "invalid mailbox",
        "invalid user", "invalid address", "unrouteable address", "unroutable address", "unknown mailbox",
        "mailbox not found", "user not found", "account is disabled", "account has been disabled",
        "mailbox disabled", "account that you tried to reach", "may not exist", "not a valid mailbox", "not listed in",
        "host not found", "domain not found", "unknown host", "no longer valid", "no longer in use",
        "address unknown", "not our customer", "no account", NULL,
};

const char *const WORDS_PERMANENT[] = {
        "failed permanently", "permanent error", "permanent fatal error", "permanent failure", "permanently",
        "could not be delivered", "couldn't be delivered", "wasn't delivered", "undeliverable", "giving up",
        "given up", "i've given up", "delivery failed", "delivery has failed", "failure notice", "rejected", NULL,
};

const char *const WORDS_TEMPORARY[] = {
        "will be retried", "will retry", "still being retried", "will continue to", "continue trying",
        "not yet been delivered", "has been delayed", "is delayed", "delivery is being delayed", "(delay)",
        "delayed", "no action is required", "this is a warning message only", "do not need to resend",
        "no need to resend", "temporary failure", "temporarily", "mailbox is full", "mailbox full", "over quota",
        "quota exceeded", "deferred", "warning: could not send", NULL,
};

const char *const WORDS_ORIGINAL[] = {
        "------ this is a copy of", "--- below this line is a copy", "----- original message",
        "----- unsent message", "----- message header follows", "----- headers", "------ the body of",
        "original message follows", "message headers follow", "------------- returned message",
        "----- forwarded message", "----- returned message", "--- enclosed are the original headers",
        "received message follows", "--- the header of the original",
        "original message header", "-----original mail", "-------original mail", "return-path: <", NULL,
};
