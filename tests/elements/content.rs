//! Tests the content container: `select`, `pick`, `else` and `stop`.

use crate::table::cases;

cases! {
    only_the_container_is_kept: ["site: content.select = '.c'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<p>A<div class=c>B<p class=ad>C</div>D"    => "outside-content(A) | B | ad(C) | outside-content(D)"
        "<div class=c>A<div class=c>B</div>C</div>D" => "A | B | C | outside-content(D)"
        "<div class=c>A</div>B<div class=c>C</div>" => "A | outside-content(B) | C"
        "<p>a <span class=c>b</span> c"             => "outside-content(a) | b | outside-content(c)"
        "<div class=ad>A<div class=c>B</div></div>" => "ad(A) | ad(B)"
    }
    pick_first_keeps_only_the_first_container: ["site: content = { select = '.c', pick = 'first' }"] {
        "<div class=c>A<div class=c>B</div>C</div>D<div class=c>E</div>" => "A | B | C | outside-content(D) | outside-content(E)"
    }
    without_a_container_the_page_is_kept: ["site: content = { select = '.c', stop = '.stop' }"] {
        "<p>A<p>B"                                  => "A | B"
        "<p>A<p class=stop>B<p>C"                   => "A | B | C"
    }
    else_none_keeps_nothing_without_a_container: ["site: content = { select = '.c', else = 'none' }"] {
        "<p>A<p>B"                                  => "outside-content(A) | outside-content(B)"
    }
    the_container_of_the_strongest_kind_wins: [
        "generic: content.select = '.g'",
        "site: content.select = '.s'"
    ] {
        "<p class=g>A<p class=s>B"                  => "outside-content(A) | B"
        "<p class=g>A"                              => "A"
    }
    without_a_container_sections_are_removed: ["site: content.select = '.c'\ndrop = [{ id = 's', select = '.s', drop = 'section' }]"] {
        "<p>A<h2 class=s>B</h2><p>C"                => "s(B) | A | s(C)"
        "<div><h2 class=s>B</h2><p>C</div><p>D"     => "s(B) | s(C) | D"
        "<p>A<div class=c><h2 class=s>B</h2><p>C</div>" => "outside-content(A) | s(B) | s(C)"
    }
    nothing_is_content_after_a_stop: ["site: content.stop = ['.stop', '.end']"] {
        "<p>A<div class=stop>B<p>C</div>D"          => "A | stop(B) | stop(C) | stop(D)"
        "<p>a <i class=stop>b</i> c"                => "a | stop(b c)"
        "<p class=stop>A<p class=end>B"             => "stop(A) | stop(B)"
    }
    a_stop_before_the_container_has_no_effect: ["site: content = { select = '.c', stop = '.stop' }"] {
        "<p class=stop>A<div class=c>B<p class=stop>C</div>D" => "outside-content(A) | B | stop(C) | stop(D)"
    }
    a_stop_applies_in_removed_elements: ["site: content.stop = '.stop'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<p>A<div class=ad>B<p class=stop>C</div>D" => "A | ad(B) | ad(C) | stop(D)"
    }
    a_container_releases_held_elements_around_it: ["site: content.select = '.c'\ndrop = [{ id = 'box', select = '.box', has = '.h' }]"] {
        "<div class=box>A<div class=c>B<p class=h>C</div></div>" => "outside-content(A) | B | C"
        "<div class=c><div class=box>A<p class=h>B</div>C</div>" => "box(A) | box(B) | C"
        "<div class='box c'>A<p class=h>B</div>"    => "box(A) | box(B)"
    }
    a_stop_releases_held_elements_around_it: ["site: content.stop = '.stop'\ndrop = [{ id = 'box', select = '.box', has = '.h' }]"] {
        "<div class=box>A<p class=stop>B<p class=h>C</div>" => "A | stop(B) | stop(C)"
    }
}
