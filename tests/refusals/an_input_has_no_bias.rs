use staticnn::prelude::network;

network! { struct Net< 3 no_bias -> 12 relu -> 1 >; }

fn main() {}
