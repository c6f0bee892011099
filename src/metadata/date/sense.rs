//! Tells a date of publication from one of a change by the words before it, in the languages of the built-in rules.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::line::head;

/// Beginnings of words and phrases for "published", in lower case.
const PUBLISHED: &[&str] = &[
    "publish",
    "posted",
    "first published",
    "issued",
    "veröffentlicht",
    "erstellt am",
    "erschienen",
    "publié",
    "mis en ligne",
    "paru le",
    "publicad",
    "pubblicat",
    "gepubliceerd",
    "geplaatst",
    "publicat",
    "opublikowan",
    "data publikacji",
    "dodano",
    "publikován",
    "vydáno",
    "publiceret",
    "publisert",
    "publicerad",
    "julkaistu",
    "közzétéve",
    "megjelent",
    "δημοσιεύ",
    "опубликован",
    "дата публикации",
    "опубліковано",
    "yayın",
    "yayım",
    "oluşturulma",
    "نشر",
    "تاريخ النشر",
    "انتشار",
    "منتشر",
    "شائع",
    "اشاعت",
    "פורסם",
    "प्रकाशित",
    "প্রকাশ",
    "เผยแพร่",
    "đăng lúc",
    "ngày đăng",
    "diterbitkan",
    "dipublikasikan",
    "tayang",
    "发布",
    "發布",
    "发表",
    "發表",
    "公開",
    "公开",
    "掲載",
    "投稿日",
    "입력",
    "게시",
    "등록",
];

/// Beginnings of words and phrases for "updated", in lower case.
const CHANGED: &[&str] = &[
    "updat",
    "last update",
    "modified",
    "last edited",
    "edited on",
    "last reviewed",
    "revised",
    "corrected",
    "aktualisiert",
    "zuletzt",
    "geändert",
    "stand:",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualisé",
    "actualizad",
    "última actualización",
    "modificad",
    "atualizad",
    "última atualização",
    "aggiornat",
    "ultimo aggiornamento",
    "modificato",
    "bijgewerkt",
    "gewijzigd",
    "laatst aangepast",
    "actualizat",
    "modificat",
    "zaktualizowan",
    "aktualizacja",
    "zmodyfikowan",
    "aktualizován",
    "aktualizace",
    "upraveno",
    "opdateret",
    "senest ændret",
    "oppdatert",
    "uppdaterad",
    "ändrad",
    "senast ändrad",
    "päivitetty",
    "muokattu",
    "frissítve",
    "módosítva",
    "ενημερώ",
    "ενημέρωση",
    "τελευταία ενημέρωση",
    "обновл",
    "изменен",
    "оновлен",
    "змінено",
    "güncelle",
    "değiştiril",
    "تحديث",
    "آخر تحديث",
    "تم التعديل",
    "به‌روزرسانی",
    "به روز رسانی",
    "بروزرسانی",
    "ویرایش",
    "اپ ڈیٹ",
    "اپڈیٹ",
    "עודכן",
    "עדכון אחרון",
    "अपडेट",
    "अद्यतन",
    "संशोधित",
    "আপডেট",
    "হালনাগাদ",
    "อัปเดต",
    "อัพเดต",
    "ปรับปรุง",
    "แก้ไขล่าสุด",
    "cập nhật",
    "sửa lần cuối",
    "diperbarui",
    "pembaruan",
    "更新",
    "修改",
    "修正",
    "改訂",
    "수정",
    "업데이트",
    "최종",
];

static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(PUBLISHED.iter().chain(CHANGED)).ok()
});

/// Maximum length of a text with such words, in bytes.
const MAX_BYTES: usize = 512;

/// Returns the words in a text in lower case: where each starts, and whether it says "updated".
fn words(text: &str) -> Vec<(usize, bool)> {
    let Some(automaton) = &*WORDS else { return Vec::new() };
    let found = automaton.find_iter(text);
    found.map(|word| (word.start(), word.pattern().as_usize() >= PUBLISHED.len())).collect()
}

/// Cuts a text before each word that says what a date is. Returns the parts, and whether the word says "updated".
pub(in super::super) fn parts(text: &str) -> Vec<(&str, Option<bool>)> {
    let text = head(text, MAX_BYTES);
    let lower = text.to_lowercase();
    // Lower case may have other lengths, in a few letters of Turkish.
    let words = if lower.len() == text.len() { words(&lower) } else { Vec::new() };
    let first_change = || words.first().is_some_and(|(at, _)| *at == 0);
    let mut parts = Vec::new();
    if words.is_empty() || !first_change() {
        let end = words.first().map_or(text.len(), |(at, _)| *at);
        parts.push((&text[..end], None));
    }
    for (number, &(start, is_change)) in words.iter().enumerate() {
        let end = words.get(number + 1).map_or(text.len(), |(at, _)| *at);
        if let Some(part) = text.get(start..end) {
            parts.push((part, Some(is_change)));
        }
    }
    parts
}

/// Returns whether a text begins with such a word.
pub(in super::super) fn begins_with_sense(text: &str) -> bool {
    words(&text.to_lowercase()).first().is_some_and(|(at, _)| *at == 0)
}

/// Returns whether the last such word in a text says "updated".
pub(in super::super) fn ends_with_change(text: &str) -> bool {
    words(&text.to_lowercase()).last().is_some_and(|(_, is_change)| *is_change)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_and_updated_are_told_apart() {
        for (line, published, changed) in [
            ("Published 3 May 2024, updated 4 May 2024", "3 May 2024", "4 May 2024"),
            ("Updated 4 May 2024. Published 3 May 2024", "3 May 2024", "4 May 2024"),
            ("Publié le 3 mai 2024, mis à jour le 4 mai 2024", "3 mai", "4 mai"),
            ("Опубликовано 3 мая, обновлено 4 мая", "3 мая", "4 мая"),
            ("نُشر 3 مايو - آخر تحديث 4 مايو", "3", "4 مايو"),
            ("发布于 2024-05-03 更新于 2024-05-04", "05-03", "05-04"),
            ("입력 2024.05.03 수정 2024.05.04", "05.03", "05.04"),
            ("Yayınlanma: 3 Mayıs Güncelleme: 4 Mayıs", "3 Mayıs", "4 Mayıs"),
            ("3. Mai 2024, zuletzt aktualisiert am 4. Mai", "3. Mai", "4. Mai"),
        ] {
            let has = |date: &str, wanted: bool| {
                parts(line).iter().any(|(part, sense)| part.contains(date) && sense.unwrap_or(false) == wanted)
            };
            assert!(has(published, false) && has(changed, true), "{:?}", parts(line));
        }
        assert!(ends_with_change("By Ann Lee. Last updated: ") && !ends_with_change("Updated or not, published "));
    }
}
