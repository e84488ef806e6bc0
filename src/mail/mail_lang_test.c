/* The language of a mail, by its little words. */
#include "testing/testing.h"

#include "mail/mail_lang.h"

static const struct {
        const char *code, *text;
} texts[] = {
        { "en", "Hello, I have not received the parcel that you sent. Could you tell me where it is?" },
        { "en", "my order was broken when it came, please help" },
        { "fr", "Bonjour, je n’ai pas reçu le colis et votre livreur ne répond pas." },
        { "fr", "Ma commande est arrivée cassée, merci de me rappeler." },
        { "es", "Hola, todavía no ha llegado mi pedido y nadie contesta. Gracias." },
        { "es", "El paquete está dañado, ¿cuándo me mandan otro?" },
        { NULL, "" },
        { NULL, "4711" },
        { NULL, "Das Paket ist nicht angekommen und der Fahrer meldet sich nicht." },
        { NULL, "Пакет не пришёл" },
};

static void little_words_tell(void **state)
{
        (void)state;
        struct arena *a = arena_new();
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                const char *got = mail_language(a, texts[i].text);
                if (texts[i].code)
                        assert_string_equal(got ? got : texts[i].text, texts[i].code);
                else
                        assert_null(got);
        }
        arena_free(a);
}

int main(void)
{
        const struct CMUnitTest tests[] = { cmocka_unit_test(little_words_tell) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
