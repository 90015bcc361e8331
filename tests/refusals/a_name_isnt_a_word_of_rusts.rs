use staticnn::prelude::network;

network! { struct fn< 3 -> 12 relu -> 1 >; }

fn main() {}
