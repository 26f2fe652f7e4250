"""Words in the name of a column that announce who somebody is, or when they answered."""

import re

# Words that, in the name of any column, announce an identifier.
_IN_ENGLISH = (
    r"ip ?addr(ess)?|ipaddr|recipient ?(first|last) ?name|recipient ?e ?mail|e ?mail( ?address)?|"
    r"(first|last|full|family|given|sur|nick) ?name|surname|(tele)?phone( ?number)?|mobile ?number|"
    r"post(al)? ?code|zip ?code|(location)?(latitude|longitude)|(response|respondent|collector|"
    r"network|participant|panelist|worker) ?id|external ?(data ?)?reference|user ?agent|ref ?url|"
    r"referr?er|custom ?data( ?\d+)?|start ?date.*|end ?date.*|recorded ?date|submit ?date.*|"
    r"date ?stamp|time ?stamp|group ?time ?\d+|street( ?address)?|mac ?address|"
    r"(submission|completion|finish|entry|recording|interview) ?date( ?time)?|"
    r"(submission|submit|start|end|finish|entry|interview) ?time|"
    r"(started|finished|submitted|completed|created|updated|recorded|answered|received) ?(at|on)|"
    r"(date|time) ?(started|finished|submitted|completed|created|recorded|answered|received)|"
    r"date ?(and|&)? ?time ?(of (submission|answering|completion))?|date ?of ?(submission|entry)|"
    r"session ?(id|key|token)|user ?id|device ?id|contact ?(person|details)|"
    r"date ?of ?birth|birth ?date|passport|iban|ssn|social ?security( ?number)?|"
    r"(employee|staff|student|panel|member|customer|prolific|m ?turk|account) ?(id|number|nr|no)|"
    r"prolific ?pid|user ?name|initials|dob|birthday|(respondent|participant) ?(no|nr|number|code)|"
    r"access ?code|gclid|fbclid|utm ?(source|medium|campaign|term|content)|orcid( ?id)?|"
    r"(whatsapp|skype|telegram) ?(id|number|name|handle)|linked ?in ?(url|link)|"
    r"(badge|payroll|personnel|insurance|national|tax|patient) ?(id|number|nr|no)|uuid|guid|"
    r"(case|record|visitor|cookie|advertising|browser|client|submission|entry|invite) ?id|idfa|"
    r"interview ?(id|number|nr|no)|(browser|device) ?fingerprint|(client|remote|your) ?ip|"
    r"remote ?addr|x forwarded for|last ?activity|last ?(seen|login)( at)?|aadhaar|pesel|"
    r"nhs ?number|"
    r"(licen[cs]e|number) ?plate|drivers? ?licen[cs]e|personal ?(web ?site|home ?page|blog)|"
    r"blog ?url|(company|employer|organi[sz]ation|manager|supervisor|boss) ?s? ?name|"
    r"name of (your|the) (company|employer|organi[sz]ation|manager|supervisor|boss)"
)
# The same in other languages.
_ELSEWHERE = (
    r"vor ?name|nach ?name|familien ?name|benutzer ?name|(telefon|handy|mobil)nummer|plz|"
    r"postleitzahl|anschrift|(post|haus)?adresse|ip adresse|adresse ip|geburts(datum|tag)|"
    r"(personal|matrikel|mitglieds|kunden|steuer|ausweis)nummer|zugangs(code|schlüssel)|lfd ?nr|"
    r"prénom|nom de famille|nom complet|nom et prénom|courriel|code postal|date de naissance|"
    r"numéro de (portable|mobile|téléphone)|numéro d étudiant|"
    r"apellidos?|correo( electrónico)?|código postal|fecha de nacimiento|nombre completo|"
    r"nombre y apellidos?|número de (celular|móvil|teléfono|telefone|telemóvel)|nif|dni|cpf|"
    r"sobrenome|nome completo|data de nascimento|cognome|indirizzo|data di nascita|voornaam|"
    r"nome e cognome|numero di telefono|codice fiscale|achternaam|e ?mail ?adres|bsn|"
    r"telefoonnummer|geboortedatum|imię( i nazwisko)?|nazwisko|numer telefonu|data urodzenia|"
    r"adres e ?mail|e ?posta( adresi)?|ad soyad|adınız( soyadınız)?|telefon numarası|"
    r"förnamn|efternamn|fornavn|etternavn|etunimi|sukunimi|puhelinnumero|sähköposti|jméno|příjmení|"
    r"họ và tên|số điện thoại|nomor (telepon|hp)|nama lengkap|alamat|"
    r"имя|фамилия|фио|(номер )?(телефона?|мобильного)|(электронная )?почта|дата рождения|адрес"
)
# How tools and forms head the moment of answering.
_TIMES = (
    r"horodat(eur|age)|zeitstempel|marca temporal|informazioni cronologiche|"
    r"carimbo de data( hora)?|tijdstempel|отметка времени|sygnatura czasowa|"
    r"(start|end|abgabe|absende|eingangs|interview|bearbeitungs)(zeit|datum)|"
    r"datum der (abgabe|teilnahme|einsendung)|(abgeschickt|ausgefüllt|eingegangen|beendet) am|"
    r"wann ausgefüllt|(begin|start|eind|invul|inzend)(tijd|datum)|"
    r"date d envoi|(date|heure) de (la )?(soumission|début|fin|réponse|participation)|"
    r"enviado el|(fecha|hora) de (envío|inicio|finalización|fin|respuesta|registro)|"
    r"(data|hora) (de|do) (envio|início|inicio|conclusão|fim|resposta|submissão)|inviato il|"
    r"(data|ora) di (invio|inizio|fine|compilazione|completamento)|data (wypełnienia|przesłania)|"
    r"czas (rozpoczęcia|zakończenia)|(дата|время) (заполнения|отправки|создания|начала|окончания)"
)
# Chinese, Japanese and Korean part no words, so a short header is searched for these.
_UNPARTED = (
    r"姓名|名字|电邮|邮件地址|称呼|电子?邮[箱件]|邮箱|手机|电话|身份证|学号|工号|微信|住址|来自ip|ip地址|"
    r"氏名|名前|メールアドレス|^e?メール$|電話|携帯番号|住所|郵便番号|社員番号|学籍番号|"
    r"이름|성명|성함|이메일|전화|휴대폰|연락처|주소|학번|사번|"
    r"提交时间|答卷时间|开始时间|结束时间|填写时间|所用时间|回答日時|開始時刻|完了時刻|送信日時|"
    r"タイムスタンプ|응답 ?일시|시작 ?시간|완료 ?시간|제출 ?시간|타임스탬프"
)
# Scripts whose vowels are marks: the whole header counts.
_WHOLE = frozenset(
    {
        *("الاسم", "الاسم الكامل", "البريد الإلكتروني", "رقم الهاتف", "رقم الجوال", "العنوان"),
        *(
            "שם",
            "שם מלא",
            "שם פרטי",
            "שם משפחה",
            "דואר אלקטרוני",
            "אימייל",
            "טלפון",
            "כתובת",
            "מיקוד",
        ),
        *("नाम", "पूरा नाम", "पहला नाम", "उपनाम", "ईमेल", "फ़ोन नंबर", "मोबाइल नंबर", "पता", "पिन कोड"),
        *("ชื่อ", "ชื่อ-นามสกุล", "นามสกุล", "ชื่อเล่น", "อีเมล", "เบอร์โทรศัพท์", "ที่อยู่", "รหัสไปรษณีย์"),
        *(
            "όνομα",
            "ονοματεπώνυμο",
            "επώνυμο",
            "τηλέφωνο",
            "διεύθυνση",
            "ταχυδρομικός κώδικας",
            "email",
        ),
        *(
            "الاسم الأول",
            "اسم العائلة",
            "الرمز البريدي",
            "نام",
            "نام خانوادگی",
            "ایمیل",
            "شماره تلفن",
        ),
        *("নাম", "ইমেইল", "ফোন নম্বর", "பெயர்", "மின்னஞ்சல்", "పేరు", "નામ", "ಹೆಸರು", "പേര്"),
        *("სახელი", "გვარი", "անուն", "ազգանուն", "ስም", "họ tên", "họ và tên", "số điện thoại"),
    }
)
# Words that a survey on tools uses innocently too: the whole name, or with a word for a person's.
_ALONE = (
    r"name|tel|address|zip|postal|token|duration|linkedin|twitter|github|slack|discord|ip|"
    r"nom|nombre|nome|naam|navn|namn|imię|dirección|endereço|straße|strasse|rue|skype|whatsapp|"
    r"telefon|téléphone|teléfono|telefone|telefono|telegram|mastodon|bluesky|instagram|facebook|"
    r"reddit|wechat|weibo|celular|móvil|handy|signature|unterschrift|lat|lng|completion time|"
    r"homepage|lfdn"
)
_HANDLE = r"handle|user|user ?name|name|account|profile|url|link|id"
_WHOSE = r"your|my|ihr|ihre|dein|deine|votre|ton|tu|su|seu|sua|uw|ваш|ваше|ваша|твоё"

_ANY = re.compile(rf"(?<!\w)({_IN_ENGLISH}|{_ELSEWHERE}|{_TIMES})(?!\w)")
_ENTIRE = re.compile(rf"({_ALONE})( ({_HANDLE}))?|({_WHOSE}) ({_ALONE})( ({_HANDLE}))?")
_SHORT = re.compile(_UNPARTED)
_MOST_UNPARTED = 12
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS = re.compile(r"[\W_]+")


def telling_words(name: str) -> str | None:
    """The part of a column's name that announces an identifier, or None; only whole words count."""
    plain = name.strip(" :*?？：").casefold()
    if plain in _WHOLE:
        return plain
    if len(plain) <= _MOST_UNPARTED and (match := _SHORT.search(plain)):
        return match[0]
    for written in (name, _CAMEL.sub(" ", name)):
        words = plain_words(written)
        if match := _ANY.search(words):
            return match[0]
        if _ENTIRE.fullmatch(words):
            return words
    return None


def plain_words(text: str) -> str:
    """The words of a text in lower case, without the signs between them."""
    return " ".join(_BREAKS.sub(" ", text).casefold().split())
