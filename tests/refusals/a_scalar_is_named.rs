use staticnn::prelude::network;

network! { #[scalar] struct Net< 3 -> 1 >; }

fn main() {}
