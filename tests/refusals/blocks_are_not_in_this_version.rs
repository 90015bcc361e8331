use staticnn::prelude::network;

network! { struct Net< 3 -> residual { 3 relu } -> heads { a: 1; b: 2 } >; }

fn main() {}
