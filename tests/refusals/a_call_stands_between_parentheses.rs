use staticnn::prelude::network;

network! { struct Net< 3 -> HIDDEN(2) relu -> 8 no_bias(true) -> 1 >; }

fn main() {}
