//! Tells datelines that speak of a change from those that say when a page was published.

use crate::metadata::line::head;

/// Whether a dateline speaks of a change.
pub(in crate::metadata) fn begins_with_change(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "updated",
        "last update",
        "modified",
        "edited",
        "aktualisiert",
        "zuletzt",
        "mis à jour",
        "modifié",
        "mise à jour",
        "actualizado",
        "actualizada",
        "atualizado",
        "atualizada",
        "aggiornato",
        "bijgewerkt",
        "oppdatert",
        "uppdaterad",
        "opdateret",
        "sist oppdatert",
        "обновлено",
        "оновлено",
        "zaktualizowano",
        "aktualizováno",
        "aktualizacja",
        "güncelleme",
        "güncellenme",
        "تحديث",
        "آخر تحديث",
        "به‌روزرسانی",
        "更新",
        "수정",
        "업데이트",
        "ενημέρωση",
        "अपडेट",
        "päivitetty",
        "frissítve",
    ];
    let text = head(text.trim_start(), 64).to_lowercase();
    WORDS.iter().any(|word| text.starts_with(word))
}
