//! Tests which elements a `[[drop]]` matches: `select`, `unless`, `has`, `text`, `nth` and `within`.

use crate::table::cases;

cases! {
    the_first_matching_selector_is_the_reason: ["generic: drop = [{ id = 'ad', select = ['.a', 'p.b'] }]"] {
        "<p class=a>A<p class=b>B<p>C"              => "ad(A) | ad(B) | C"
        "<p class='a b'>A"                          => "ad(A)"
        "<p>a <b class=a>b</b> c"                   => "ad(b) | a c"
        "<p>a<b class=a>b</b>c"                     => "ad(b) | ac"
        "<div>a<p class=a>b</p>c</div>"             => "a | ad(b) | c"
        "<div class=a><p>A<p>B</div>C"              => "ad(A) | ad(B) | C"
    }
    an_exception_covers_its_element_and_contents: ["generic: drop = [{ id = 'ad', select = '.ad', unless = '.in' }]"] {
        "<p class=ad>A<p class='ad in'>B"           => "ad(A) | B"
        "<div class=in><div><p class=ad>A</div></div><p class=ad>B" => "A | ad(B)"
        "<div class=ad>A<div class=in>B</div></div>" => "ad(A) | ad(B)"
    }
    has_removes_elements_that_contain_a_match: ["generic: drop = [{ id = 'box', select = 'div', has = '.h' }]"] {
        "<div>A<p class=h>B</p>C</div>D"            => "box(A) | box(B) | box(C) | D"
        "<div>A<b class=h></b>B</div>C"             => "box(A) | box(B) | C"
        "<div>A</div><p class=h>B"                  => "A | B"
        "<div>A<div>B<p class=h>C</p></div>D</div>" => "box(B) | box(C) | A | D"
        "<div class=h>A</div>"                      => "A"
        "<div class=h>A<i class=h>B</i></div>"      => "box(A) | box(B)"
        "<span>A<b class=h>B</b></span>"            => "AB"
    }
    one_element_may_prove_several_rules: [
        "generic: drop = [{ id = 'g', select = '.g', has = '.h' }]",
        "site: drop = [{ id = 's', select = '.s', has = '.h' }]"
    ] {
        "<section class=s>A<div class=g>B<p class=h>C</p>D</div>E</section>F" => "g(B) | s(A) | g(C) | g(D) | s(E) | F"
        "<section class=g>A<div class=s>B<p class=h>C</p>D</div>E</section>F" => "g(A) | g(B) | g(C) | g(D) | g(E) | F"
    }
    text_removes_elements_whose_text_matches: ["generic: drop = [{ id = 'box', select = 'div', text = { is = 'More', starts = 'Buy', contains = 'promo' } }]"] {
        "<div>More</div><div>More of it</div>"      => "box(More) | More of it"
        "<div><p>Buy<p>A</div>B"                    => "box(Buy) | box(A) | B"
        "<div><p>A<p>Buy</div>"                     => "A | Buy"
        "<div>A <i>promo</i> B</div>"               => "box(A promo B)"
        "<div>A<div>More</div></div>"               => "box(More) | A"
    }
    text_and_has_must_both_match: ["generic: drop = [{ id = 'box', select = 'div', has = '.h', text = { starts = 'Buy' } }]"] {
        "<div>Buy <i class=h>A</i></div>"           => "box(Buy A)"
        "<div>Buy A</div>"                          => "Buy A"
        "<div>A <i class=h>Buy</i></div>"           => "A Buy"
    }
    several_selectors_hold_one_element: ["site: drop = [{ id = 'box', select = ['.box', 'div'], has = ['.h', '[data-ad]'] }]"] {
        "<div class=box>A<i class=h data-ad>B</i></div>C" => "box(A) | box(B) | C"
        "<div class=box>A<i>B</i></div>C"           => "AB | C"
    }
    an_element_matched_by_two_selectors_counts_once: [
        "site: drop = [{ id = 'box', select = 'div', has = ['.h', '[data-ad]'] }, { id = 'o', select = ['.o', '.p'], drop = 'enclosing:li' }]"
    ] {
        "<div>A<div>B<i class=h data-ad>C</i></div></div>" => "box(B) | box(C) | A"
        "<ul><li>A<ul><li>B<i class='o p'>C</i></ul></ul>" => "o(B) | o(C) | A"
    }
    the_first_matching_text_condition_wins: ["site: drop = [{ id = 'buy', select = '.box', text = { starts = 'Buy' } }, { id = 'promo', select = '.box', text = { contains = 'promo' } }]"] {
        "<div class=box>Buy promo</div>A"           => "buy(Buy promo) | A"
        "<div class=box>A promo</div>B"             => "promo(A promo) | B"
    }
    removed_text_and_elements_meet_no_condition: ["generic: drop = [{ id = 'ad', select = '.ad' }, { id = 'box', select = 'div', has = '.h' }, { id = 'more', select = 'div', text = { is = 'More' } }]"] {
        "<div>A<p class='ad h'>B</p></div>"         => "ad(B) | A"
        "<div>A<p class=ad><i class=h>B</i></p></div>" => "ad(B) | A"
        "<div>More<p class=ad>B</p></div>"          => "ad(B) | more(More)"
    }
    nth_counts_matching_elements: ["generic: drop = [{ id = 'ad', select = ['.a', 'p.b'], unless = '.no', nth = 2 }]"] {
        "<p class=a>A<p class=b>B<p class=a>C"      => "A | ad(B) | C"
        "<p class='a no'>A<p class=a>B<p class=a>C" => "A | B | ad(C)"
        "<p class='a b'>A<p>B"                      => "A | B"
        "<p class='a b'>A<p class='a b'>B"          => "A | ad(B)"
    }
    nth_ignores_removed_elements: [
        "generic: drop = [{ id = 'box', select = '.box' }, { id = 'ad', select = '.ad', nth = 2 }]",
        "site: content.keep = '.no'"
    ] {
        "<div class=box><p class=ad>A<p class=ad>B</div><p class=ad>C<p class=ad>D" => "box(A) | box(B) | C | ad(D)"
    }
    within_content_means_inside_the_container: [
        "site: drop = [{ id = 'ad', select = '.ad', within = 'content' }]\ncontent.select = '#c'"
    ] {
        "<p class=ad>A<div id=c>B<p class=ad>C</div>" => "outside-content(A) | B | ad(C)"
        "<div id=c class=ad>A</div>"                => "A"
    }
    within_content_without_a_container: ["site: drop = [{ id = 'ad', select = '.ad', within = 'content' }]"] {
        "<p class=ad>A"                             => "A"
    }
    the_first_of_several_rules_is_the_reason: [
        "generic: drop = [{ id = 'a', select = '.a' }, { id = 'b', select = '.b' }]",
        "site: drop = [{ id = 'c', select = '.c' }, { id = 'd', select = '.c' }]"
    ] {
        "<p class='a b'>A"                          => "a(A)"
        "<p class='b c'>A"                          => "c(A)"
        "<div class=a>A<p class=c>B</div>"          => "a(A) | a(B)"
    }
    hidden_elements_are_removed: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<p hidden>A<p hidden=until-found>B"        => "hidden(A) | B"
        "<dialog>A</dialog><dialog open>B</dialog>" => "hidden(A) | B"
        "<p>a <i hidden>b</i> c"                    => "hidden(b) | a c"
        "<p class=ad hidden>A"                      => "ad(A)"
        "<main hidden>A</main>"                     => "A"
    }
    comments_are_kept_on_request: [
        "--comments",
        "generic: drop = [{ id = 'talk', kind = 'comments', select = '.talk' }, { id = 'ad', select = '.ad' }]"
    ] {
        "<p>A<div class=talk><p>x*30<p>Reply<p class=ad>x*31</div>B" => "A | comment(x*30) | not-content(Reply) | ad(x*31) | B"
    }
    comments_are_removed_by_default: ["generic: drop = [{ id = 'talk', kind = 'comments', select = '.talk' }]"] {
        "<p>A<div class=talk><p>x*30</div>B"        => "A | talk(x*30) | B"
    }
}
