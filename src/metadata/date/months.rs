//! Names of months in many languages and four calendars.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::calendar::Calendar;
use super::tokens::fold;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub number: u8,
    pub calendar: Calendar,
}

/// The twelve months of each language, each with all its forms; `_` is a space.
const GREGORIAN: &[(&str, &str)] = &[
    (
        "en",
        "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sep,sept october,oct november,nov december,dec",
    ),
    (
        "de",
        "januar,jan,jänner,jän februar,feb,feber märz,mär,mrz april,apr mai juni,jun juli,jul august,aug september,sep,sept oktober,okt november,nov dezember,dez",
    ),
    (
        "fr",
        "janvier,janv février,févr,fevrier,fév mars avril,avr mai juin juillet,juil août,aout septembre,sept octobre,oct novembre,nov décembre,déc,decembre",
    ),
    (
        "es",
        "enero,ene febrero,feb marzo,mar abril,abr mayo,may junio,jun julio,jul agosto,ago septiembre,setiembre,sep,sept,set octubre,oct noviembre,nov diciembre,dic",
    ),
    (
        "ca",
        "gener,gen febrer,febr març abril,abr maig juny juliol,jul agost,ag setembre,set octubre,oct novembre,nov desembre,des",
    ),
    (
        "pt",
        "janeiro,jan fevereiro,fev março,mar,marco abril,abr maio,mai junho,jun julho,jul agosto,ago setembro,set outubro,out novembro,nov dezembro,dez",
    ),
    (
        "it",
        "gennaio,gen febbraio,feb marzo,mar aprile,apr maggio,mag giugno,giu luglio,lug agosto,ago settembre,set,sett ottobre,ott novembre,nov dicembre,dic",
    ),
    (
        "ro",
        "ianuarie,ian februarie,feb martie,mar aprilie,apr mai iunie,iun iulie,iul august,aug septembrie,sept octombrie,oct noiembrie,noi,nov decembrie,dec",
    ),
    (
        "nl",
        "januari,jan februari,feb maart,mrt april,apr mei juni,jun juli,jul augustus,aug september,sep,sept oktober,okt november,nov december,dec",
    ),
    (
        "sv",
        "januari,jan februari,feb,febr mars,mar april,apr maj juni,jun juli,jul augusti,aug september,sep,sept oktober,okt november,nov december,dec",
    ),
    (
        "da",
        "januar,jan februar,feb marts,mar april,apr maj juni,jun juli,jul august,aug september,sep,sept oktober,okt november,nov december,dec",
    ),
    (
        "no",
        "januar,jan februar,feb mars,mar april,apr mai juni,jun juli,jul august,aug september,sep,sept oktober,okt november,nov desember,des",
    ),
    (
        "is",
        "janúar,jan febrúar,feb mars,mar apríl,apr maí júní,jún júlí,júl ágúst,ágú september,sep október,okt nóvember,nóv desember,des",
    ),
    (
        "fi",
        "tammikuu,tammikuuta helmikuu,helmikuuta maaliskuu,maaliskuuta huhtikuu,huhtikuuta toukokuu,toukokuuta kesäkuu,kesäkuuta heinäkuu,heinäkuuta elokuu,elokuuta syyskuu,syyskuuta lokakuu,lokakuuta marraskuu,marraskuuta joulukuu,joulukuuta",
    ),
    (
        "et",
        "jaanuar,jaan veebruar,veebr märts aprill,apr mai juuni juuli august,aug september,sept oktoober,okt november,nov detsember,dets",
    ),
    (
        "lv",
        "janvāris,janvārī februāris,februārī marts,martā aprīlis,aprīlī maijs,maijā jūnijs,jūnijā jūlijs,jūlijā augusts,augustā septembris,septembrī oktobris,oktobrī novembris,novembrī decembris,decembrī",
    ),
    (
        "lt",
        "sausis,sausio vasaris,vasario kovas,kovo balandis,balandžio gegužė,gegužės birželis,birželio liepa,liepos rugpjūtis,rugpjūčio rugsėjis,rugsėjo spalis,spalio lapkritis,lapkričio gruodis,gruodžio",
    ),
    (
        "pl",
        "styczeń,stycznia,sty luty,lutego,lut marzec,marca,mar kwiecień,kwietnia,kwi maj,maja czerwiec,czerwca,cze lipiec,lipca,lip sierpień,sierpnia,sie wrzesień,września,wrz październik,października,paź listopad,listopada,lis grudzień,grudnia,gru",
    ),
    (
        "cs",
        "leden,ledna únor,února březen,března duben,dubna květen,května červen,června červenec,července srpen,srpna září říjen,října listopad,listopadu prosinec,prosince",
    ),
    (
        "sk",
        "január,januára február,februára marec,marca apríl,apríla máj,mája jún,júna júl,júla august,augusta september,septembra október,októbra november,novembra december,decembra",
    ),
    (
        "hr",
        "siječanj,siječnja veljača,veljače ožujak,ožujka travanj,travnja svibanj,svibnja lipanj,lipnja srpanj,srpnja kolovoz,kolovoza rujan,rujna listopad,listopada studeni,studenoga,studenog prosinac,prosinca",
    ),
    (
        "sr",
        "januar,jan,јануар,јан februar,feb,фебруар,феб mart,mar,март april,apr,април maj,мај jun,jun,јун jul,јул avgust,avg,август septembar,sep,септембар oktobar,okt,октобар novembar,nov,новембар decembar,dec,децембар",
    ),
    ("sl", "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra"),
    (
        "hu",
        "január,jan február,febr,feb március,márc április,ápr május,máj június,jún július,júl augusztus,aug szeptember,szept október,okt november,nov december,dec",
    ),
    (
        "ru",
        "январь,января,янв февраль,февраля,фев,февр март,марта,мар апрель,апреля,апр май,мая июнь,июня,июн июль,июля,июл август,августа,авг сентябрь,сентября,сен,сент октябрь,октября,окт ноябрь,ноября,ноя,нояб декабрь,декабря,дек",
    ),
    (
        "uk",
        "січень,січня,січ лютий,лютого,лют березень,березня,бер квітень,квітня,кві,квіт травень,травня,тра,трав червень,червня,чер,черв липень,липня,лип серпень,серпня,сер,серп вересень,вересня,вер жовтень,жовтня,жов,жовт листопад,листопада,лис грудень,грудня,гру,груд",
    ),
    (
        "be",
        "студзень,студзеня люты,лютага сакавік,сакавіка красавік,красавіка май,мая,траўня чэрвень,чэрвеня ліпень,ліпеня жнівень,жніўня верасень,верасня кастрычнік,кастрычніка лістапад,лістапада снежань,снежня",
    ),
    (
        "bg",
        "януари,яну февруари,фев март,мар април,апр май юни юли август,авг септември,сеп октомври,окт ноември,ное декември,дек",
    ),
    (
        "el",
        "ιανουάριος,ιανουαρίου,ιαν φεβρουάριος,φεβρουαρίου,φεβ μάρτιος,μαρτίου,μαρ,μάρ απρίλιος,απριλίου,απρ μάιος,μαΐου,μαίου,μαι,μάι ιούνιος,ιουνίου,ιουν,ιούν ιούλιος,ιουλίου,ιουλ,ιούλ αύγουστος,αυγούστου,αυγ,αύγ σεπτέμβριος,σεπτεμβρίου,σεπ,σεπτ οκτώβριος,οκτωβρίου,οκτ νοέμβριος,νοεμβρίου,νοε,νοέ δεκέμβριος,δεκεμβρίου,δεκ",
    ),
    (
        "tr",
        "ocak,oca şubat,şub mart,mar nisan,nis mayıs,may haziran,haz temmuz,tem ağustos,ağu eylül,eyl ekim,eki kasım,kas aralık,ara",
    ),
    (
        "hy",
        "հունվարի,հունվար փետրվարի,փետրվար մարտի,մարտ ապրիլի,ապրիլ մայիսի,մայիս հունիսի,հունիս հուլիսի,հուլիս օգոստոսի,օգոստոս սեպտեմբերի,սեպտեմբեր հոկտեմբերի,հոկտեմբեր նոյեմբերի,նոյեմբեր դեկտեմբերի,դեկտեմբեր",
    ),
    (
        "ka",
        "იანვარი,იან თებერვალი,თებ მარტი,მარ აპრილი,აპრ მაისი,მაი ივნისი,ივნ ივლისი,ივლ აგვისტო,აგვ სექტემბერი,სექ ოქტომბერი,ოქტ ნოემბერი,ნოე დეკემბერი,დეკ",
    ),
    ("kk", "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
    ("te", "జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై,జూలై ఆగస్టు,ఆగస్ట్ సెప్టెంబర్,సెప్టెంబరు అక్టోబర్,అక్టోబరు నవంబర్,నవంబరు డిసెంబర్,డిసెంబరు"),
    ("az", "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"),
    (
        "ar",
        "يناير,جانفي,كانون_الثاني فبراير,فيفري,شباط مارس,آذار أبريل,ابريل,إبريل,أفريل,نيسان مايو,ماي,أيار يونيو,يونية,جوان,حزيران يوليو,يولية,يوليوز,جويلية,تموز أغسطس,أوت,غشت,آب سبتمبر,شتنبر,أيلول أكتوبر,تشرين_الأول نوفمبر,نونبر,تشرين_الثاني ديسمبر,دجنبر,كانون_الأول",
    ),
    (
        "ckb",
        "کانوونی_دووەم شوبات ئازار نیسان ئایار حوزەیران تەممووز ئاب ئەیلوول تشرینی_یەکەم تشرینی_دووەم کانوونی_یەکەم",
    ),
    ("fa", "ژانویه,ژانویۀ فوریه,فوریۀ مارس آوریل مه,می ژوئن,جون ژوئیه,جولای اوت,آگوست سپتامبر اکتبر نوامبر دسامبر"),
    ("ur", "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"),
    (
        "he",
        "ינואר,בינואר פברואר,בפברואר מרץ,במרץ אפריל,באפריל מאי,במאי יוני,ביוני יולי,ביולי אוגוסט,באוגוסט ספטמבר,בספטמבר אוקטובר,באוקטובר נובמבר,בנובמבר דצמבר,בדצמבר",
    ),
    ("hi", "जनवरी,जन फरवरी,फ़रवरी,फर मार्च अप्रैल मई जून जुलाई अगस्त सितंबर,सितम्बर अक्टूबर,अक्तूबर नवंबर,नवम्बर दिसंबर,दिसम्बर"),
    ("mr", "जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर"),
    ("bn", "জানুয়ারি,জানুয়ারী ফেব্রুয়ারি,ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
    ("ta", "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்"),
    (
        "th",
        "มกราคม,มค กุมภาพันธ์,กพ มีนาคม,มีค เมษายน,เมย พฤษภาคม,พค มิถุนายน,มิย กรกฎาคม,กค สิงหาคม,สค กันยายน,กย ตุลาคม,ตค พฤศจิกายน,พย ธันวาคม,ธค",
    ),
    (
        "id",
        "januari,jan februari,feb,pebruari maret,mar april,apr mei juni,jun juli,jul agustus,agu,agt september,sep oktober,okt november,nov desember,des",
    ),
    (
        "sw",
        "januari,jan februari,feb machi,mac aprili,apr mei juni,jun julai,jul agosti,ago septemba,sep oktoba,okt novemba,nov desemba,des",
    ),
    (
        "af",
        "januarie,jan februarie,feb maart,mrt april,apr mei junie,jun julie,jul augustus,aug september,sep oktober,okt november,nov desember,des",
    ),
];

/// Months of the Hijri calendar, also in Turkish, Persian, Urdu and Latin transcription.
const HIJRI: &str = "محرم,المحرم,محرم_الحرام,muharram صفر,safar ربيع_الأول,ربیع‌الاول,ربيع_اول \
    ربيع_الآخر,ربيع_الثاني,ربیع‌الثانی,ربيع_ثاني جمادى_الأولى,جمادى_الأول,جمادی‌الاول جمادى_الآخرة,جمادى_الثانية,جمادى_الثاني,جمادی‌الثانی \
    رجب,rajab شعبان,شعبان_المعظم,shaban رمضان,رمضان_المبارك,ramadan,ramazan شوال,shawwal \
    ذو_القعدة,ذي_القعدة,ذیقعده,ذوالقعدة ذو_الحجة,ذي_الحجة,ذیحجه,ذوالحجة,ذیالحجه";

/// Months of the Persian calendar, in Iran and in Afghanistan.
const PERSIAN: &str = "فروردین,حمل اردیبهشت,ثور,أردیبهشت خرداد,جوزا تیر,سرطان مرداد,امرداد,اسد شهریور,سنبله \
    مهر,میزان آبان,عقرب آذر,قوس دی,جدی بهمن,دلو اسفند,حوت";

/// The months with one name, each with its language; names of other calendars have none.
type Months = Vec<(Option<&'static str>, Month)>;

static NAMES: LazyLock<BTreeMap<String, Months>> = LazyLock::new(|| {
    let mut names: BTreeMap<_, Months> = BTreeMap::new();
    let calendars = [(None, HIJRI, Calendar::Hijri), (None, PERSIAN, Calendar::Persian)];
    let gregorian = GREGORIAN.iter().map(|(language, months)| (Some(*language), *months, Calendar::Gregorian));
    for (language, months, calendar) in gregorian.chain(calendars) {
        for (number, name) in each(months) {
            names.entry(name).or_default().push((language, Month { number, calendar }));
        }
    }
    names
});

/// Returns the forms of twelve months with their numbers, folded as tokens are.
fn each(months: &'static str) -> impl Iterator<Item = (u8, String)> {
    months.split_whitespace().zip(1u8..).flat_map(|(forms, number)| {
        forms.split(',').map(move |form| {
            let form = form.replace('_', " ");
            (number, form.chars().flat_map(char::to_lowercase).filter_map(fold).collect())
        })
    })
}

/// Returns whether a word is the name of a month.
pub(in super::super) fn is_month(word: &str) -> bool {
    NAMES.contains_key(word.to_lowercase().trim_end_matches('.'))
}

/// Returns the month with a name, preferably in the page's language.
pub(super) fn month(name: &str, language: &str) -> Option<Month> {
    let months = NAMES.get(name)?;
    let own = months.iter().rfind(|(of, _)| *of == Some(language));
    own.or(months.first()).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months() {
        for (language, months) in GREGORIAN {
            assert_eq!(months.split_whitespace().count(), 12, "{language}");
        }
        assert_eq!((HIJRI.split_whitespace().count(), PERSIAN.split_whitespace().count()), (12, 12));
    }

    #[test]
    fn names_of_two_words_are_not_ascii() {
        let mut firsts = NAMES.keys().filter_map(|name| name.split_once(' ')).map(|(first, _)| first);
        assert!(firsts.all(|first| !first.is_ascii()));
    }

    #[test]
    fn the_language_of_the_page_decides_between_two_meanings() {
        assert_eq!(month("listopada", "pl").map(|month| month.number), Some(11));
        assert_eq!(month("listopada", "hr").map(|month| month.number), Some(10));
    }
}
