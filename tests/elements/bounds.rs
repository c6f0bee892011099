//! Tests the bounds of a removal: protected elements, the start of the article, and the amount of text.

use crate::table::cases;

cases! {
    some_elements_are_never_removed: ["site: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<html class=ad><body class=ad><main class=ad>A</main>" => "A"
    }
    generic_rules_do_not_remove_the_article: ["generic: drop = [{ id = 'ad', select = '.ad' }, { id = 'box', select = '.box', has = '.h' }]"] {
        "<article class=ad>A</article><article class=ad>B</article>" => "A | ad(B)"
        "<article><article class=ad>A</article>B</article>" => "ad(A) | B"
        "<div class=ad itemprop='x articleBody'>A</div>" => "A"
        "<article class=box>A<p class=h>B</article>" => "A | B"
        "<div class=ad><article>A</article></div><article class=ad>B</article>" => "ad(A) | B"
    }
    families_may_remove_the_article: ["family: detect.select = 'body'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<body><article class=ad>A</article>B"      => "ad(A) | B"
        "<body><div class=ad itemprop=articleBody>A</div>" => "ad(A)"
    }
    a_removal_ends_where_the_article_begins: ["family: detect.select = 'body'\ndrop = [{ id = 'ad', select = '.ad' }]"] {
        "<body><div class=ad>A<main>B</main>C</div>D" => "ad(A) | B | C | D"
        "<body><div class=ad>A<p itemprop=articleBody>B</p>C" => "ad(A) | B | C"
        "<body><div class=ad>A<svg itemprop=articleBody></svg>B</div>" => "ad(AB)"
        "<body><div class=ad>A<article>B</article></div>" => "ad(A) | ad(B)"
    }
    a_removal_by_a_site_rule_does_not_end_there: ["site: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad>A<main>B</main><p>x*2001<p>C</div>D" => "ad(A) | ad(B) | ad(x*2001) | ad(C) | D"
    }
    removals_end_after_2000_characters_outside_links: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><p>x*1999<p>B</div>C"        => "ad(x*1999) | ad(B) | C"
        "<div class=ad><p>x*2000<p>B</div>C"        => "ad(x*2000) | B | C"
        "<div class=ad><a href=/>x*2000</a><p>B</div>C" => "ad(x*2000) | ad(B) | C"
        "<div class=ad>A<p>x*2000<div class=ad>B</div>C</div>" => "ad(A) | ad(x*2000) | ad(B) | C"
    }
    unlimited_removals_continue: ["generic: drop = [{ id = 'g', select = '.g' }]", "site: drop = [{ id = 's', select = '.s' }]"] {
        "<div class=g>A<p class=s>x*2000<b>B</b></p>C</div>" => "g(A) | g(x*2000) | s(B) | C"
    }
    ancestors_count_after_a_removal_ended_early: ["generic: drop = [{ id = 'g', select = '.g' }, { id = 'ad', select = ['.in .ad', 'i + main > .next'] }]"] {
        "<div class=g><div class=in><main><p class=ad>A<p>B</main></div></div>" => "ad(A) | B"
        "<div class=g><i></i><main><p class=next>A<p>B</main></div>" => "ad(A) | B"
    }
    exceptions_apply_after_a_removal_ended_early: ["generic: drop = [{ id = 'g', select = '.g' }, { id = 'ad', select = '.ad', unless = '.in' }]"] {
        "<div class=g><div class=in><main><p class=ad>A</main></div></div>" => "A"
        "<div class=g><main class=in><p class=ad>A</main></div>" => "A"
    }
    max_chars_sets_the_limit: [
        "generic: drop = [{ id = 'g', select = '.g', max-chars = 3000 }]",
        "site: drop = [{ id = 's', select = '.s', max-chars = 5 }]"
    ] {
        "<div class=g><p>x*2999<p>B</div>C"         => "g(x*2999) | g(B) | C"
        "<div class=s><p>12 34<p>B</div>C"          => "s(12 34) | s(B) | C"
        "<div class=s><p>12345<p>B</div>C"          => "s(12345) | B | C"
        "<div class=s>A<main>B</main></div>"        => "s(A) | B"
    }
    a_removal_that_ended_early_removes_nothing_after_its_element: ["generic: drop = [{ id = 'r', select = '.r', drop = 'rest' }, { id = 's', select = '.s', drop = 'section' }]"] {
        "<div class=r>A<main>B</main></div><p>C"    => "r(A) | B | C"
        "<div class=s>A<main>B</main></div><p>C"    => "s(A) | B | C"
    }
    elements_of_an_ended_removal_still_end_blocks: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><div><main>A</main>B</div>C</div>D" => "A | B | C | D"
    }
    missing_end_tags_do_not_lose_the_article: ["generic: drop = [{ id = 'ad', select = '.ad' }]"] {
        "<div class=ad><p>Menu<main><p>A<p>B"       => "ad(Menu) | A | B"
        "<div class=ad><p>x*2000<p>A<p>B"           => "ad(x*2000) | A | B"
    }
    overfull_held_elements_are_kept: ["generic: drop = [{ id = 'box', select = '.box', has = '.h' }, { id = 'buy', select = '.buy', text = { starts = 'Buy' } }]"] {
        "<div class=box><p>x*4000<p class=h>B</div>" => "box(x*4000) | box(B)"
        "<div class=box><p>x*4001<p class=h>B</div>" => "x*4001 | B"
        "<div class=box><p>x*4001<p>A<p class=h>B</div>" => "x*4001 | A | B"
        "<div class=buy>Buy<p>x*3997</div>"         => "buy(Buy) | buy(x*3997)"
        "<div class=buy>Buy<p>x*3998</div>"         => "Buy | x*3998"
    }
    max_chars_sets_how_much_is_held: ["site: drop = [{ id = 'box', select = '.box', has = '.h', max-chars = 5 }]"] {
        "<div class=box><p>12345<p class=h>B</div>" => "box(12345) | box(B)"
        "<div class=box><p>123456<p class=h>B</div>" => "123456 | B"
        "<div class=box><p class=h>A<p>12345<p>B</div>" => "box(A) | box(12345) | B"
    }
    at_most_sixteen_nested_elements_are_held: ["generic: drop = [{ id = 'box', select = 'div', text = { starts = 'A' } }]"] {
        "<div>A<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>B" => "box(A) | box(B)"
        "<div>A<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>B" => "A | B"
    }
}
