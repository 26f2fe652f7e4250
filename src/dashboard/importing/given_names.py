"""Common given names by script, and those that are also something else; data for `person_names`."""

_LATIN = (
    "aaron adam adrian ahmed alan albert alex alexander alexandra ali alice amanda amy "
    "ana andrea andreas andrew angela anita ann anna anne anthony antonio arjun barbara "
    "ben benjamin bernd bill bob brian bruno carlos carmen carol caroline catherine "
    "charles charlotte chen chiara chris christian christina christine christopher clara "
    "claudia craig cristina dan daniel daniela david deborah dennis diana diego dmitri "
    "donald donna dorothy edward elena eli elizabeth ella emily emma eric erik eva fatima "
    "felix fernando francesco francisco frank gabriel gary george giulia giovanni grace "
    "greg hana hannah hans harry heather heidi helen helena henry hiroshi ian igor ines "
    "ingrid irene isabel ivan jack jacob jaime james jan jane janet jason jean jeff "
    "jennifer jens jessica jim joan joao joe johan john jonas jonathan jorge jose joseph "
    "joshua juan julia julian julie jürgen karen karl kate katherine kathrin keith "
    "kenneth kevin kim klaus kumar lars laura lea lena leo leon linda lisa louis luca "
    "lucas luis lukas magnus manuel marco margaret maria marie mario mark marta martin "
    "mary mathias matthew max maya mehmet mei melissa mia michael michelle miguel mike "
    "mohamed mohammed monica muhammad nadia natalia nicholas nicola nicole nina noah olga "
    "oliver olivia omar oscar pablo pamela patricia patrick paul paula pedro peter petra "
    "philip pierre priya rachel rahul ralph raj ravi rebecca richard robert roberto robin "
    "roger ron rosa ruth ryan sam samuel sandra sara sarah scott sean sebastian sergei "
    "sharon simon sofia sophia sophie stefan stephanie stephen steve steven sue susan "
    "svetlana sven tanja thomas tim tom tomas tony ulrich ursula uwe victor victoria "
    "viktor vincent walter wei wendy werner william wolfgang yan yuki yusuf zoe "
    "abdul abdullah adaeze aiko aisha akira alessandro alejandro amina amit anil anjali annika "
    "antonella ayesha beatriz bjorn björn boris camille cecilia chidi chinedu chloe deepak dieter "
    "dimitris dmitry ebba eduardo efua eileen elif emeka emre enrique erika ewa farah fatoumata "
    "fiona florian franziska gabriela giorgos gunnar gustavo haruki haruto hassan hector heike "
    "henrik hussein ibrahim ignacio ikram ingeborg isabella jakub javier jin joão "
    "katarzyna kavita kenji khalid krzysztof kwame lakshmi layla leila leticia lorenzo luciana "
    "maciej magdalena malik manoj marek mariam marcin mateo matteo meera milan minh mohammad "
    "mustafa nasser natasha neha ngozi nikhil nikolai nikos noor nora oleksandr oluwaseun omer "
    "paolo paulo pawel piotr pooja prakash rafael raquel renata ricardo rohan ruben sakura "
    "salma samir sanjay santiago sergio shreya siobhan siobhán sunita suresh takashi tariq "
    "tatiana thandiwe tomasz valentina vijay vikram vladimir wanjiru xochitl yasmin yelena "
    "yosef youssef zainab zbigniew zeynep zuzana "
    # The following are common today, too.
    "abigail agnieszka aleksandra alice alicia alina alison amelia anastasia andré andrzej ángel "
    "angelika anja anke annette antoine antónio arturo astrid ayşe bartosz beatrice benoît birgit "
    "brenda bridget brigitte caitlin catarina céline chantal chukwuemeka ciara claire clément "
    "colin dagmar damien danielle deirdre denise dominik dominique donatella doris dylan "
    "ekaterina "
    "élise elżbieta émilie eoin esra esther ethan eugene evelyn ezgi federica federico françois "
    "françoise frédéric friedrich gerald gerard gillian giuseppe gordon grzegorz guillaume günter "
    "hamza hans-peter harald hélène hendrik hilda hiroko holly hugh hüseyin imran inês ioana "
    "irina "
    "isabelle jacqueline jacques jamal janine jasmine jeffrey jelena jenny jérôme jesús joana "
    "joaquín jochen joel johanna johannes jörg josé josephine joyce juha jutta kaori karin "
    "karolina "
    "katarina katja kathleen kazuo keiko kerstin kirsten kristina lauren laurent leonardo lindsay "
    "lorena loretta louise lucía ludovic luigi luiz łukasz madeleine małgorzata manfred manuela "
    "marc marcel marcelo marcus margarita marianne marina markus marlene marvin massimo matthias "
    "matthieu maureen maurice megan mehdi mercedes michał michel milena mireille miriam mitsuru "
    "mohan monika monique murat mykola naomi natalie nathalie nathan nguyen nicolas nicolás nigel "
    "nuno ömer oksana ole olivier ondřej pascal pavel peggy philippe rafał rainer rajesh ramesh "
    "ramona raymond regina renate reinhard renée rita roland rolf ronald rosemary rüdiger rupert "
    "sabine sabrina salvatore sandeep satoshi sébastien shannon sheila shirley silvia sinead "
    "sinéad siddharth soledad sonia sören stefania stéphane stéphanie stuart susanne sylvie "
    "tamara "
    "tanya tatjana teresa terry thérèse theresa thierry thorsten tobias torsten tracy trevor "
    "ulrike ute valérie vanessa vera véronique vicente vinod virginie volker wilhelm xavier yann "
    "yannick yolanda yoshiko yvonne zoltan "
)
# Also a tool, a model, a word, a month, a place, a firm: alone, or before another word, no person.
_ALSO_ELSE = (
    "luigi adam albert ali angel bill bob bruno clara felix frank grace hana helena igor jack jan "
    "jean jose julia julian kate lars lea lena leo luna marc mark marina marvin max maya "
    "mercedes mia milan ole oscar pascal pierre rainer regina robin roland rosa sakura sam "
    "santiago sofia sonia sue tracy victoria charlotte christian doris dylan elif holly "
    "isabelle jasmine jim jin kim mei milena noor nora ray ruth vera walter wei victor "
    "vincent yan magdalena francisco diego alex olive "
)

GIVEN_NAMES = frozenset(_LATIN.split())
"""Given names in letters of Latin, in lower case."""
ALSO_ELSE = frozenset(_ALSO_ELSE.split())
"""Those that are also something else."""

_HEBREW = (
    "דוד משה יוסף יעקב אברהם יצחק שרה רחל לאה רבקה מרים אסתר חנה מיכל יעל נועה עדי מאיה "
    "איתן אורי יונתן דניאל נועם איתי עומר רון אסף עמית שלמה אהרון שמואל אליהו "
    "יהודה בנימין רונית ענת אורית דנה הילה ליאת סיגל גלית אביגיל תומר עידו ניר אייל "
)
_DEVANAGARI = (
    "राम श्याम मोहन राहुल अमित प्रिया सीता गीता अनिल सुनील अजय संजय राजेश सुरेश रमेश महेश "
    "दिनेश मुकेश अर्जुन कृष्ण आरव विवान आदित्य रोहन करण नेहा अंजलि सुनीता अनीता रीता मीना "
    "दीपक मनोज अशोक विनोद संदीप रवि अनन्या आराध्या दिव्या श्रेया लक्ष्मी सरस्वती राधा "
    "निखिल वरुण गौरव सौरभ अभिषेक राकेश पंकज नीतू शीला ऋतु "
)
_THAI = (
    "สมชาย สมหญิง สมศักดิ์ สมพร สมศรี สุชาติ สุรชัย ประเสริฐ วิชัย วิไล มาลี มานี ชูใจ สุดา "
    "ณัฐ ณัฐพล ธนา ธนพล กิตติ กิตติศักดิ์ อนุชา อรุณ พรทิพย์ ศิริพร สุภาพร รัตนา "
    "กัญญา วรรณา นภา ปราณี อารี ชัยวัฒน์ อภิชาติ ภานุวัฒน์ ศุภชัย พงศกร ปิยะ สุนีย์ นันทนา "
)
_ARABIC = (
    "محمد أحمد احمد محمود مصطفى حسين عمر خالد يوسف إبراهيم ابراهيم عبدالله عبدالرحمن طارق "
    "سامي فاطمة عائشة مريم زينب خديجة سارة ليلى نورة سلمى ياسمين رانيا دينا "
    "حمزة بلال ناصر فهد ماجد وليد هاني رامي زياد شريف طه محسن علیرضا زهرا مهدی "
)
_CYRILLIC = (
    "александр алексей анатолий андрей антон артём артем борис вадим валентин валерий василий "
    "виктор "
    "виталий владимир владислав геннадий георгий григорий данила денис дмитрий евгений егор иван "
    "игорь илья кирилл константин леонид максим михаил никита николай олег павел пётр петр "
    "руслан семён семен сергей станислав степан тимофей фёдор юрий ярослав александра алёна алина "
    "анастасия анна валентина валерия виктория галина дарья евгения екатерина елена елизавета "
    "зоя инна ирина ксения лариса лидия людмила маргарита марина мария наталия "
    "наталья нина оксана ольга полина светлана софья тамара татьяна юлия яна саша маша наташа оля "
    "олександр андрій дмитро володимир микола сергій іван петро тарас богдан олена наталія тетяна "
    "юлія марія катерина оксана любомир георги стоян иванка драган зоран јелена "
)
_GREEK = (
    "γιώργος γιάννης δημήτρης νίκος κώστας κωνσταντίνος παναγιώτης βασίλης χρήστος θανάσης "
    "μιχάλης "
    "στέλιος σπύρος αντώνης μαρία ελένη κατερίνα αικατερίνη βασιλική άννα δήμητρα "
    "ιωάννα χριστίνα ευαγγελία αγγελική ανδρέας αλέξανδρος "
)
_JAPANESE = (
    "太郎 花子 次郎 翔太 健太 大輔 直樹 拓也 美咲 陽子 恵子 裕子 由美子 由美 明美 久美子 智子 "
    "幸子 和子 "
    "洋子 真由美 直美 健一 浩二 陽菜 結衣 ひろし たかし けんじ ゆうこ はなこ たろう "
    "ヒロシ タカシ ケンジ ハナコ タロウ ユウコ サトシ マサト 悠斗 大翔 莉子 美羽 "
)
_KOREAN = (
    "민준 서준 도윤 예준 시우 하준 지호 지훈 준서 건우 현우 민수 영수 영호 철수 성민 재현 "
    "동현 승현 서연 서윤 지우 "
    "서현 민서 하은 지민 지유 수빈 은지 지영 영희 미영 은영 혜진 수진 유진 미경 정희 현정 "
    "지현 은주 순자 영자 "
)
_CHINESE = (
    "小明 小红 小紅 小华 小華 小丽 小芳 小刚 建华 志强 志明 俊杰 浩然 宇轩 子涵 梓涵 "
    "雅婷 怡君 淑芬 美玲 秀英 桂英 玉兰 丽娟 婷婷 晓明 曉明 家豪 冠宇 欣怡 雅雯 雨桐 诗涵 欣妍 "
)
_OTHERS = (
    # Bengali, Tamil, Telugu, Gujarati, Georgian, Armenian, Amharic
    "রহিম করিম রাহুল ফাতেমা আয়েশা সুমন রিতা মিতা কামাল জামাল হাসান নাসরিন অমিত প্রিয়া "
    "முருகன் கார்த்திக் லட்சுமி பிரியா ராஜா குமார் செல்வம் மீனா கண்ணன் அருண் சுந்தர் "
    "రాము సీత లక్ష్మి రవి కృష్ణ ప్రియ శ్రీను వెంకట్ સુરેશ રમેશ પ્રિયા અમિત નેહા "
    "გიორგი დავით ლუკა ნიკა ნინო მარიამ ანა თამარ ელენე ირაკლი ლევან "
    "արմեն անահիտ դավիթ հայկ տիգրան անի մարիամ նարե գոռ አበበ ከበደ ተስፋዬ አልማዝ ዳዊት "
)
IN_OTHER_SCRIPTS = frozenset(
    name.casefold()
    for names in (
        *(_HEBREW, _DEVANAGARI, _THAI, _ARABIC, _CYRILLIC, _GREEK),
        *(_JAPANESE, _KOREAN, _CHINESE, _OTHERS),
    )
    for name in names.split()
)
"""Given names in other scripts, in lower case where there is one."""

NO_PERSONS = frozenset(
    {
        *("jane street", "john deere", "eli lilly", "charles schwab", "ann arbor", "tim hortons"),
        *("jack henry", "philip morris", "johns hopkins", "george washington", "george mason"),
        *("marie curie", "john doe", "jane doe", "edward jones", "raymond james", "robert half"),
        *("robert bosch", "paul hastings", "thomas cook", "thomson reuters", "peter lang"),
        *("mary kay", "abdul latif jameel", "anna university", "max planck", "william hill"),
    }
)
"""Firms, places and prizes that bear a person's name, in lower case."""
