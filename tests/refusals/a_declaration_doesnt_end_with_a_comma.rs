use staticnn::prelude::network;

network! {
    struct First< 3 -> 1 >,
    struct Second< 3 -> 1 >;
}

fn main() {}
