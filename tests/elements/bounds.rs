//! Tests the bounds of a removal: protected elements, the start of the article, and the amount of text.

use crate::table::cases;

cases! {
    some_elements_are_never_removed: ["site: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<html class=ad><body class=ad><main class=ad>A</main>" => "A"
    }
    the_article_is_protected_from_generic_rules: ["generic: drop = [{ id = 'ad', select = '.ad' }, { id = 'box', select = '.box', has = '.h' }]"] {
        "<article class=ad>A</article><article class=ad>B</article>" => "A | ad(B)"
        "<article><article class=ad>A</article>B</article>" => "ad(A) | B"
        "<div class=ad itemprop='x articleBody'>A</div>" => "A"
        "<article class=box>A<p class=h>B</article>" => "A | B"
        "<div class=ad><article>A</article></div><article class=ad>B</article>" => "ad(A) | B"
    }
    the_article_is_not_protected_from_families: ["family: detect.select = 'body'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<body><article class=ad>A</article>B"      => "ad(A) | B"
        "<body><div class=ad itemprop=articleBody>A</div>" => "ad(A)"
    }
    a_removal_ends_where_the_article_begins: ["family: detect.select = 'body'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<body><div class=ad>A<main>B</main>C</div>D" => "ad(A) | B | C | D"
        "<body><div class=ad>A<p itemprop=articleBody>B</p>C" => "ad(A) | B | C"
        "<body><div class=ad>A<svg itemprop=articleBody></svg>B</div>" => "ad(AB)"
        "<body><div class=ad>A<article>B</article></div>" => "ad(A) | ad(B)"
    }
    a_removal_of_a_site_does_not: ["site: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad>A<main>B</main><p>x*2001<p>C</div>D" => "ad(A) | ad(B) | ad(x*2001) | ad(C) | D"
    }
    so_many_characters_outside_links_are_removed: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><p>x*1999<p>B</div>C"        => "ad(x*1999) | ad(B) | C"
        "<div class=ad><p>x*2000<p>B</div>C"        => "ad(x*2000) | B | C"
        "<div class=ad><a href=/>x*2000</a><p>B</div>C" => "ad(x*2000) | ad(B) | C"
        "<div class=ad>A<p>x*2000<div class=ad>B</div>C</div>" => "ad(A) | ad(x*2000) | ad(B) | C"
    }
    a_removal_without_a_bound_goes_on: ["generic: drop = [{ id = 'g', select = '.g' }]", "site: drop = [{ id = 's', select = '.s' }]"] {
        "<div class=g>A<p class=s>x*2000<b>B</b></p>C</div>" => "g(A) | g(x*2000) | s(B) | C"
    }
    exceptions_hold_behind_a_removal_that_has_ended: ["generic: drop = [{ id = 'g', select = '.g' }, { id = 'ad', select = '.ad', unless = '.in' }]"] {
        "<div class=g><div class=in><main><p class=ad>A</main></div></div>" => "A"
        "<div class=g><main class=in><p class=ad>A</main></div>" => "A"
    }
    a_rule_says_how_many: [
        "generic: drop = [{ id = 'g', select = '.g', max-chars = 3000 }]",
        "site: drop = [{ id = 's', select = '.s', max-chars = 5 }]"
    ] {
        "<div class=g><p>x*2999<p>B</div>C"         => "g(x*2999) | g(B) | C"
        "<div class=s><p>12 34<p>B</div>C"          => "s(12 34) | s(B) | C"
        "<div class=s><p>12345<p>B</div>C"          => "s(12345) | B | C"
        "<div class=s>A<main>B</main></div>"        => "s(A) | B"
    }
    a_removal_that_has_ended_takes_nothing_behind_its_element: ["generic: drop = [{ id = 'r', select = '.r', drop = 'rest' }, { id = 's', select = '.s', drop = 'section' }]"] {
        "<div class=r>A<main>B</main></div><p>C"    => "r(A) | B | C"
        "<div class=s>A<main>B</main></div><p>C"    => "s(A) | B | C"
    }
    behind_the_article_the_elements_of_a_removal_still_end_blocks: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><div><main>A</main>B</div>C</div>D" => "A | B | C | D"
    }
    missing_end_tags_cost_no_article: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><p>Menu<main><p>A<p>B"       => "ad(Menu) | A | B"
        "<div class=ad><p>x*2000<p>A<p>B"           => "ad(x*2000) | A | B"
    }
    what_is_held_back_stays_if_it_is_too_much: ["generic: drop = [{ id = 'box', select = '.box', has = '.h' }, { id = 'buy', select = '.buy', text = { starts = 'Buy' } }]"] {
        "<div class=box><p>x*4000<p class=h>B</div>" => "box(x*4000) | box(B)"
        "<div class=box><p>x*4001<p class=h>B</div>" => "x*4001 | B"
        "<div class=box><p>x*4001<p>A<p class=h>B</div>" => "x*4001 | A | B"
        "<div class=buy>Buy<p>x*3997</div>"         => "buy(Buy) | buy(x*3997)"
        "<div class=buy>Buy<p>x*3998</div>"         => "Buy | x*3998"
    }
    how_much_is_held_back_is_said_by_the_rule: ["site: drop = [{ id = 'box', select = '.box', has = '.h', max-chars = 5 }]"] {
        "<div class=box><p>12345<p class=h>B</div>" => "box(12345) | box(B)"
        "<div class=box><p>123456<p class=h>B</div>" => "123456 | B"
        "<div class=box><p class=h>A<p>12345<p>B</div>" => "box(A) | box(12345) | B"
    }
    sixteen_elements_are_held_back_at_once: ["generic: drop = [{ id = 'box', select = 'div', text = { starts = 'A' } }]"] {
        "<div>A<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>B" => "box(A) | box(B)"
        "<div>A<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>B" => "A | B"
    }
}
