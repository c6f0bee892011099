//! Tests which elements a `[[drop]]` matches: `select`, `unless`, `has`, `text`, `nth` and `within`.

use crate::table::cases;

cases! {
    the_first_selector_that_matches_is_named: ["generic: drop = [{ id = 'ad', select = ['.a', 'p.b'] }]"] {
        "<p class=a>A<p class=b>B<p>C"              => "ad(A) | ad(B) | C"
        "<p class='a b'>A"                          => "ad(A)"
        "<p>a <b class=a>b</b> c"                   => "ad(b) | a c"
        "<p>a<b class=a>b</b>c"                     => "ad(b) | ac"
        "<div>a<p class=a>b</p>c</div>"             => "a | ad(b) | c"
        "<div class=a><p>A<p>B</div>C"              => "ad(A) | ad(B) | C"
    }
    an_exception_holds_for_itself_and_all_that_is_in_it: ["generic: drop = [{ id = 'ad', select = '.ad', unless = '.in' }]"] {
        "<p class=ad>A<p class='ad in'>B"           => "ad(A) | B"
        "<div class=in><div><p class=ad>A</div></div><p class=ad>B" => "A | ad(B)"
        "<div class=ad>A<div class=in>B</div></div>" => "ad(A) | ad(B)"
    }
    an_element_goes_if_it_holds_another: ["generic: drop = [{ id = 'box', select = 'div', has = '.h' }]"] {
        "<div>A<p class=h>B</p>C</div>D"            => "box(A) | box(B) | box(C) | D"
        "<div>A<b class=h></b>B</div>C"             => "box(A) | box(B) | C"
        "<div>A</div><p class=h>B"                  => "A | B"
        "<div>A<div>B<p class=h>C</p></div>D</div>" => "box(B) | box(C) | A | D"
        "<div class=h>A</div>"                      => "A"
        "<div class=h>A<i class=h>B</i></div>"      => "box(A) | box(B)"
        "<span>A<b class=h>B</b></span>"            => "AB"
    }
    an_element_goes_if_its_text_is_like_this: ["generic: drop = [{ id = 'box', select = 'div', text = { is = 'More', starts = 'Buy', contains = 'promo' } }]"] {
        "<div>More</div><div>More of it</div>"      => "box(More) | More of it"
        "<div><p>Buy<p>A</div>B"                    => "box(Buy) | box(A) | B"
        "<div><p>A<p>Buy</div>"                     => "A | Buy"
        "<div>A <i>promo</i> B</div>"               => "box(A promo B)"
        "<div>A<div>More</div></div>"               => "box(More) | A"
    }
    text_and_has_must_both_hold: ["generic: drop = [{ id = 'box', select = 'div', has = '.h', text = { starts = 'Buy' } }]"] {
        "<div>Buy <i class=h>A</i></div>"           => "box(Buy A)"
        "<div>Buy A</div>"                          => "Buy A"
        "<div>A <i class=h>Buy</i></div>"           => "A Buy"
    }
    several_selectors_hold_back_one_element: ["site: drop = [{ id = 'box', select = ['.box', 'div'], has = ['.h', '[data-ad]'] }]"] {
        "<div class=box>A<i class=h data-ad>B</i></div>C" => "box(A) | box(B) | C"
        "<div class=box>A<i>B</i></div>C"           => "AB | C"
    }
    an_element_found_by_two_selectors_is_one: [
        "site: drop = [{ id = 'box', select = 'div', has = ['.h', '[data-ad]'] }, { id = 'o', select = ['.o', '.p'], drop = 'enclosing:li' }]"
    ] {
        "<div>A<div>B<i class=h data-ad>C</i></div></div>" => "box(B) | box(C) | A"
        "<ul><li>A<ul><li>B<i class='o p'>C</i></ul></ul>" => "o(B) | o(C) | A"
    }
    of_several_conditions_on_text_the_first_counts: ["site: drop = [{ id = 'buy', select = '.box', text = { starts = 'Buy' } }, { id = 'promo', select = '.box', text = { contains = 'promo' } }]"] {
        "<div class=box>Buy promo</div>A"           => "buy(Buy promo) | A"
        "<div class=box>A promo</div>B"             => "promo(A promo) | B"
    }
    what_another_rule_removes_counts_for_neither: ["generic: drop = [{ id = 'ad', select = '.ad' }, { id = 'box', select = 'div', has = '.h' }, { id = 'more', select = 'div', text = { is = 'More' } }]"] {
        "<div>A<p class='ad h'>B</p></div>"         => "ad(B) | A"
        "<div>A<p class=ad><i class=h>B</i></p></div>" => "ad(B) | A"
        "<div>More<p class=ad>B</p></div>"          => "ad(B) | more(More)"
    }
    the_one_that_is_meant_is_counted: ["generic: drop = [{ id = 'ad', select = ['.a', 'p.b'], unless = '.no', nth = 2 }]"] {
        "<p class=a>A<p class=b>B<p class=a>C"      => "A | ad(B) | C"
        "<p class='a no'>A<p class=a>B<p class=a>C" => "A | B | ad(C)"
        "<p class='a b'>A<p>B"                      => "A | B"
        "<p class='a b'>A<p class='a b'>B"          => "A | ad(B)"
    }
    in_removed_elements_nothing_is_counted: [
        "generic: drop = [{ id = 'box', select = '.box' }, { id = 'ad', select = '.ad', nth = 2 }]",
        "site: content.keep = '.no'"
    ] {
        "<div class=box><p class=ad>A<p class=ad>B</div><p class=ad>C<p class=ad>D" => "box(A) | box(B) | C | ad(D)"
    }
    within_the_content_is_inside_of_the_container: [
        "site: drop = [{ id = 'ad', select = '.ad', within = 'content' }]\ncontent.select = '#c'"
    ] {
        "<p class=ad>A<div id=c>B<p class=ad>C</div>" => "outside-content(A) | B | ad(C)"
        "<div id=c class=ad>A</div>"                => "A"
    }
    without_a_container_nothing_is_within_it: ["site: drop = [{ id = 'ad', select = '.ad', within = 'content' }]"] {
        "<p class=ad>A"                             => "A"
    }
    of_several_rules_the_first_is_named: [
        "generic: drop = [{ id = 'a', select = '.a' }, { id = 'b', select = '.b' }]",
        "site: drop = [{ id = 'c', select = '.c' }, { id = 'd', select = '.c' }]"
    ] {
        "<p class='a b'>A"                          => "a(A)"
        "<p class='b c'>A"                          => "c(A)"
        "<div class=a>A<p class=c>B</div>"          => "a(A) | a(B)"
    }
    what_the_page_hides_goes: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<p hidden>A<p hidden=until-found>B"        => "hidden(A) | B"
        "<dialog>A</dialog><dialog open>B</dialog>" => "hidden(A) | B"
        "<p>a <i hidden>b</i> c"                    => "hidden(b) | a c"
        "<p class=ad hidden>A"                      => "ad(A)"
        "<main hidden>A</main>"                     => "A"
    }
    comments_of_readers_are_kept_if_asked_for: [
        "--comments",
        "generic: drop = [{ id = 'talk', kind = 'comments', select = '.talk' }, { id = 'ad', select = '.ad' }]"
    ] {
        "<p>A<div class=talk><p>x*30<p>Reply<p class=ad>x*31</div>B" => "A | comment(x*30) | not-content(Reply) | ad(x*31) | B"
    }
    comments_of_readers_go_if_not_asked_for: ["generic: drop = [{ id = 'talk', kind = 'comments', select = '.talk' }]"] {
        "<p>A<div class=talk><p>x*30</div>B"        => "A | talk(x*30) | B"
    }
}
