use staticnn::prelude::network;

network! { struct Net< 3 -> droput 0.2 -> 12 relu dropout 0.5 -> 1 >; }

fn main() {}
