use staticnn::prelude::network;

network! { #[3] struct Net< 3 -> 1 >; }

fn main() {}
