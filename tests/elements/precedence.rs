//! Tests `keep` inside and on removed elements, and the precedence of file kinds.

use crate::table::cases;

cases! {
    keep_applies_in_removed_elements: ["generic: drop = [{ id = 'ad', select = '.ad' }]\ncontent.keep = '.k'"] {
        "<div class=ad>A<p class=k>B</p>C</div>"    => "ad(A) | B | ad(C)"
        "<p class='ad k'>A"                         => "A"
        "<p>a <i class=ad>b <b class=k>c</b> d</i> e" => "a | ad(b) | c | ad(d) | e"
        "<p hidden class=k>A"                       => "A"
        "<div hidden>A<p class=k>B</div>"           => "hidden(A) | B"
    }
    nothing_in_a_kept_element_is_removed: [
        "generic: drop = [{ id = 'ad', select = '.ad' }, { id = 'box', select = '.box', has = '.h' }, { id = 'buy', select = '.box', text = { starts = 'Buy' } }]\ncontent.keep = '.k'",
        "site: drop = [{ id = 'site', select = '.site', drop = 'after' }]"
    ] {
        "<div class=k>A<p class=ad>B</p><p class=site>C</p>D</div>E" => "A | B | C | D | E"
        "<div class=ad><div class=k>A<p class=ad>B</p></div>C</div>" => "A | B | ad(C)"
        "<div class=k><div class=box>A<p class=h>B</div></div>" => "A | B"
        "<div class=k><div class=box>Buy A</div></div>" => "Buy A"
    }
    stronger_rules_override_keep: [
        "generic: drop = [{ id = 'g', select = '.g' }]\ncontent.keep = '.kg'",
        "family: detect.select = 'body'\ndrop = [{ id = 'f', select = '.f' }]\ncontent.keep = '.kf'",
        "site: drop = [{ id = 's', select = '.s' }, { id = 'sb', select = '.sb', text = { starts = 'Buy' } }]\ncontent.keep = '.ks'"
    ] {
        "<body><p class='g kg'>A<p class='f kg'>B<p class='s kg'>C" => "A | f(B) | s(C)"
        "<body><p class='g kf'>A<p class='f kf'>B<p class='s kf'>C" => "A | B | s(C)"
        "<body><p class='g ks'>A<p class='f ks'>B<p class='s ks'>C" => "A | B | C"
        "<body><div class=s>A<p class=kf>B<p class=ks>C</div>"      => "s(A) | s(B) | C"
        "<body><div class=g>A<div class=s>B<p class=kf>C</div></div>" => "g(A) | g(B) | g(C)"
        "<body><div class=g>A<p class=s>B<p class=kf>C</div>"       => "g(A) | g(B) | C"
        "<body><p class='sb kf'>Buy A<p class='sb ks'>Buy B"        => "sb(Buy A) | Buy B"
    }
    keep_has_no_effect_in_held_elements_that_are_removed: ["generic: drop = [{ id = 'box', select = '.box', has = '.h' }, { id = 'buy', select = '.box', text = { starts = 'Buy' } }]\ncontent.keep = '.k'"] {
        "<div class=box>A<p class=k>B</p><p class=h>C</p><p class=k>D</p></div>E" => "box(A) | box(B) | box(C) | box(D) | E"
        "<div class=box>Buy<p class=k>A</p></div>"  => "buy(Buy) | buy(A)"
        "<div class=box>A<p class=k>B<i class=h>C</i>D</p>E</div>F" => "box(A) | box(B) | box(CD) | box(E) | F"
    }
    keep_has_no_effect_after_a_stop: ["site: content = { keep = '.k', stop = '.stop' }"] {
        "<p>A<p class=stop>B<p class=k>C"           => "A | stop(B) | stop(C)"
    }
    text_rules_act_on_kept_elements: ["site: content.keep = '.k'\ntext = [{ id = 't', is = 'More' }]"] {
        "<p class=k>More<p class=k>A"               => "t(More) | A"
    }
}
