//! What Rust's lexer refuses before the macro sees it: `12e` begins a float.

mod a_size_before_elu_stands_apart {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12elu -> 1 >; }
}

fn main() {}
