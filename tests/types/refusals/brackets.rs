//! What the parser of Rust refuses before the macro sees it.

mod brackets_stand_inside_the_macro {
    use staticnn::prelude::*;

    network!< 3 -> 12 relu -> 1 >;
}

fn main() {}
