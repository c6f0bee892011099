//! Tests where elements end: implied end tags, tables, foreign content, and families recognised inside an element.

use crate::table::cases;

cases! {
    an_element_ends_where_the_next_one_implies_it: ["site: drop = [{ id = 's', select = '.s' }, { id = 'box', select = '.box', has = '.h' }]"] {
        "<p class=s>S<p>A"                          => "s(S) | A"
        "<p class=s>S<div>A</div>"                  => "s(S) | A"
        "<ul><li class=s>S<li>A</ul>"               => "s(S) | A"
        "<dl><dt class=s>S<dd>A</dl>"               => "s(S) | A"
        "<select class=s><option>S</select>A"       => "A"
        "<div><h2 class=s>S</h3><p>A"               => "s(S) | A"
        "<a class=s>S<a>A</a>"                      => "s(S) | A"
        "<b class=s>S<p>T</b>U</p>A"                => "s(S) | s(TU) | s(A)"
        "<p class=box>S<b class=h>T<p>A"            => "box(S) | box(T) | A"
    }
    rows_and_cells_of_tables: ["site: drop = [{ id = 's', select = '.s' }, { id = 'box', select = '.box', has = '.h' }]"] {
        "<table><tr><td class=s>S<td>A<tr><td>B<td>C</table>" => "s(S) | A | B | C"
        "<table><tr class=s><td>S<td>T<tr><td>A<td>B</table>" => "s(S) | s(T) | A | B"
        "<table><tr class=box><td>S<td class=h>T<tr><td>A<td>B</table>" => "box(S) | box(T) | A | B"
        "<div class=s><table><tr><td></div>S</table></div>A" => "s(S) | A"
        "<table class=box><tr><td>A<td>B<tr><td>C<td>D</table>" => "A | B | C | D"
        "<table><tr><td><div class=box>A</div><td>B<tr><td>C<td>D</table>" => "A | B | C | D"
    }
    blocks_of_a_table_keep_their_order: ["site: drop = [{ id = 'u', select = '.u', drop = 'contents' }]"] {
        "<table><tr><td>A<td class=u>B</table>"     => "A | B"
        "<table><tr><td>A<td class=u>B<tr><td>C<td>D</table>" => "A | B | C | D"
        "<table><tr><td>A<td>B</tr>C<tr><td>D<td>E</table>F" => "A | B | C | D | E | F"
        "<table><caption>A</caption><tr><td>B<td>C<tr><td>D<td>E</tr>F</table>" => "A | B | C | D | E | F"
    }
    kept_blocks_of_a_removed_cell_keep_their_order: ["site: drop = [{ id = 's', select = '.s' }]\ncontent.keep = '.k'"] {
        "<table><tr><td>A<td class=s>S<p class=k>B</p>T<tr><td>C<td>D</table>" => "s(S) | s(T) | A | B | C | D"
    }
    a_table_around_the_container_is_layout: ["site: content.select = '.c'"] {
        "<table><tr><td>A<td class=c><p>B<table><tr><td>C<td>D<tr><td>E<td>F</table><td>G</table>" => "outside-content(A) | B | C | D | E | F | outside-content(G)"
    }
    foreign_content: ["site: drop = [{ id = 's', select = '.s' }]"] {
        "<p>a<svg class=s><text>T</text></svg>b"    => "ab"
        "<svg class=s><path/><foreignObject><div>S</div></foreignObject></svg>A" => "A"
        "<svg class=s><p>A"                         => "A"
        "<math class=s><mi>x</mi></math>A"          => "s(x) | A"
    }
    family_rules_apply_after_the_sign: ["family: detect = { select = ['.a', '.b'], need = 2 }\ndrop = [{ id = 'ad', select = '.ad' }, { id = 'second', select = '.second', nth = 2 }]"] {
        "<p class=ad>A<p class=a>B<p class=ad>C<p class=b>D<p class=ad>E" => "A | B | C | D | ad(E)"
        "<p class=a>A<p class=a>B<p class=ad>C"     => "A | B | C"
        "<p class='a b ad'>A"                       => "ad(A)"
        "<p class=second>A<p class='a b second'>B<p class=second>C" => "A | B | second(C)"
        "<div class=ad>A<p class='a b'>B<p class=ad>C</div>D" => "A | B | ad(C) | D"
    }
    signs_in_removed_elements_are_ignored: [
        "generic: drop = [{ id = 'box', select = '.box' }]\ncontent.keep = '.no'",
        "family: detect.select = '.a'\ndrop = [{ id = 'ad', select = '.ad' }]"
    ] {
        "<div class=box><p class=a>A</div><p class=ad>B" => "box(A) | B"
    }
    a_family_may_name_the_container: ["family: detect.select = '.a'\ncontent.select = '.c'"] {
        "<p>A<p class=a>B<div class=c>C</div>D"     => "A | outside-content(B) | C | outside-content(D)"
        "<p>A<div class='a c'>B</div>C"             => "A | B | outside-content(C)"
        "<p>A<p class=a>B"                          => "A | B"
    }
    held_blocks_before_the_sign_do_not_await_the_container: [
        "generic: drop = [{ id = 'box', select = '.box', text = { starts = 'Buy' } }]",
        "family: detect.select = '.a'\ncontent.select = '.c'"
    ] {
        "<div class=box><p>A<p class=a>B</div>C<div class=c>D</div>" => "A | outside-content(B) | outside-content(C) | D"
        "<div class=box><p>Buy<p class=a>A</div>B<div class=c>C</div>" => "box(Buy) | box(A) | outside-content(B) | C"
    }
    properties_are_read_in_removed_elements: ["site: drop = [{ id = 'by', select = '.by' }]\nmeta.author = '.name'\ntext = [{ id = 'sign', is = '{author}' }]"] {
        "<div class=by>By <i class=name>Ann Lee</i></div><p>A<p>Ann Lee" => "by(By Ann Lee) | A | sign(Ann Lee)"
    }
}
