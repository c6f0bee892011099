//! Tests what is removed with an element: `drop =`.

use crate::table::cases;

cases! {
    contents_removes_only_the_tags: ["generic: drop = [{ id = 'u', select = '.u', drop = 'contents' }, { id = 'ad', select = '.ad' }]"] {
        "<p>a <a class=u href=/>b</a> c"            => "a b c"
        "<div>a<div class=u>b</div>c</div>"         => "a | b | c"
        "<div class=u>a<p class=ad>b</p></div>"     => "a | ad(b)"
        "<div class=ad>a<div class=u>b</div>c</div>" => "ad(a) | ad(b) | ad(c)"
        "<p class='u ad'>a"                         => "ad(a)"
    }
    enclosing_removes_the_nearest_ancestor: ["generic: drop = [{ id = 'offer', select = '.o', drop = 'enclosing:li' }]"] {
        "<ul><li>A<li>B <a class=o>C</a> D<li>E</ul>" => "A | offer(B) | offer(C D) | E"
        "<ul><li>A<ul><li class=o>B</ul></ul>"      => "offer(A) | offer(B)"
        "<ul><li>A<ul><li><i class=o>B</i></ul>C</ul>" => "offer(B) | A | C"
        "<p class=o>A"                              => "A"
    }
    conditions_of_enclosing_apply_to_the_inner_element: ["generic: drop = [{ id = 'offer', select = '.o', unless = '.no', nth = 2, drop = 'enclosing:li' }]"] {
        "<ul><li>A <i class=o>B</i><li>C <i class=o>D</i><li>E <i class=o>F</i></ul>" => "A B | offer(C) | offer(D) | E F"
        "<ul><li>A <b class=no><i class=o>B</i><i class=o>C</i></b></ul>" => "A BC"
    }
    after_removes_following_siblings: ["generic: drop = [{ id = 't', select = '.t', drop = 'after' }]"] {
        "<div>A<p class=t>B</p>C<p>D</p></div>E"    => "A | t(B) | t(C) | t(D) | E"
        "<p>a <i class=t>b</i> c <b>d</b></p>e"     => "t(b) | a | t(c d) | e"
        "<div>A<div><p class=t>B</div>C</div>"      => "A | t(B) | C"
        "<p class=t>A<p>B"                          => "t(A) | t(B)"
        "<div><p class=t>A<main>B</main>C</div>"    => "t(A) | B | C"
    }
    after_in_a_site_file_includes_the_article: ["site: drop = [{ id = 't', select = '.t', drop = 'after' }]"] {
        "<div><p class=t>A<main>B</main>C</div>D"   => "t(A) | t(B) | t(C) | D"
    }
    section_removes_what_follows_a_heading: ["generic: drop = [{ id = 's', select = '.s', drop = 'section' }]"] {
        "<h2 class=s>A</h2><p>B<p>C<h2>D</h2><p>E"  => "s(A) | s(B) | s(C) | D | E"
        "<h2 class=s>A</h2><h3><a href=/>B</a></h3><p>C" => "s(A) | s(B) | s(C)"
        "<h2 class=s>A</h2><p>x*89<p>x*90<p>B"      => "s(A) | s(x*89) | x*90 | B"
        "<h2 class=s>A</h2><ul><li>x*239<li>x*240</ul>" => "s(A) | s(x*239) | x*240"
        "<div><h2 class=s>A</h2><p>B</div><p>C"     => "s(A) | s(B) | C"
        "<div>a <i class=s>b</i> c</div>d"          => "s(b) | a | s(c) | d"
        "<h2 class=s>A</h2><p>B<h2 class=s>C</h2><p>D" => "s(A) | s(B) | s(C) | s(D)"
        "<h2 class=s>A</h2><div><h3 class=s>B</h3><p>C</div><p>D" => "s(A) | s(B) | s(C) | D"
        "<h2 class=s>A</h2><p><a href=/>x*2999</a><p>B" => "s(A) | s(x*2999) | s(B)"
        "<h2 class=s>A</h2><p><a href=/>x*3000</a><p>B" => "s(A) | s(x*3000) | B"
    }
    max_chars_limits_a_section: ["generic: drop = [{ id = 's', select = '.s', drop = 'section', max-chars = 9 }]"] {
        "<h2 class=s>A</h2><p>12345<p>67890<p>B"    => "s(A) | s(12345) | 67890 | B"
    }
    a_section_in_a_held_element_begins_in_place: ["generic: drop = [{ id = 's', select = '.s', drop = 'section' }, { id = 'box', select = 'div', has = '.h' }]"] {
        "<div><p>A<h2 class=s>B</h2><p>C</div><p>D" => "s(B) | A | s(C) | D"
        "<section><div><p>A<h2 class=s>B</h2><p class=h>C</p></div><p>D</section>" => "s(B) | box(A) | box(C) | D"
    }
    rest_removes_all_that_follows: ["generic: drop = [{ id = 'r', select = '.r', drop = 'rest' }]"] {
        "<div>A<p class=r>B</p>C</div><p>D<p>E</p>F" => "A | r(B) | r(C) | r(D) | r(E) | r(F)"
        "<p>a <i class=r>b</i> c<p>d"               => "r(b) | a | r(c) | r(d)"
        "<p class=r>A<p>B<main><p>C</main><p>D"     => "r(A) | r(B) | C | D"
    }
    rest_in_a_site_file_includes_the_article: ["site: drop = [{ id = 'r', select = '.r', drop = 'rest' }]"] {
        "<p class=r>A<p>B<main><p>C</main><p>D"     => "r(A) | r(B) | r(C) | r(D)"
    }
    rest_ends_with_the_container: ["site: drop = [{ id = 'r', select = '.r', drop = 'rest' }]\ncontent.select = '.c'"] {
        "<div class=c>A<div><p class=r>B</p>C</div>D</div>E<div class=c>F</div>" => "A | r(B) | r(C) | r(D) | outside-content(E) | F"
    }
    held_elements_have_the_same_scopes: ["generic: drop = [{ id = 'a', select = 'h2', text = { is = 'More' }, drop = 'section' }, { id = 'b', select = 'p', has = '.h', drop = 'after' }]"] {
        "<h2>More</h2><p>A<h2>Text</h2><p>B"        => "a(More) | a(A) | Text | B"
        "<div><p>A<i class=h>B</i></p>C</div>D"     => "b(A) | b(B) | b(C) | D"
    }
}
