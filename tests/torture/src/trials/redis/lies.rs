//! Messages of the bus, made worse.

use rand::rngs::StdRng;
use rand::{Rng, RngCore};

/// A payload made worse: from "the same again" to "something else altogether".
pub fn altered(one: &[u8], other: &[u8], rng: &mut StdRng) -> Vec<u8> {
    let mut lie = one.to_vec();
    let place = rng.random_range(0..=lie.len());
    match rng.random_range(0..8) {
        0 => {}
        1 => lie.truncate(place),
        2 => lie.extend_from_slice(other),
        3 => {
            lie.truncate(place);
            lie.extend_from_slice(&other[place.min(other.len())..]);
        }
        4 => lie.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| *byte = next_digit(*byte)),
        5 => lie.iter_mut().filter(|byte| byte.is_ascii_lowercase()).for_each(|byte| *byte = next_letter(*byte)),
        6 => lie.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << (place % 8)),
        _ => {
            lie = vec![0; place.max(1)];
            rng.fill_bytes(&mut lie);
        }
    }
    lie
}

fn next_digit(digit: u8) -> u8 {
    b'0' + (digit - b'0' + 1) % 10
}
fn next_letter(letter: u8) -> u8 {
    b'a' + (letter - b'a' + 1) % 26
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn lies_are_of_every_kind_and_some_are_the_truth_again() {
        let mut rng = StdRng::seed_from_u64(7);
        let (one, other) = (b"{\"room\":\"kitchen\",\"seq\":19}".as_slice(), b"another".as_slice());
        let lies: Vec<_> = (0..200).map(|_| altered(one, other, &mut rng)).collect();
        assert!(lies.iter().any(|lie| lie == one), "doubled");
        assert!(lies.iter().any(|lie| lie == b"{\"room\":\"kitchen\",\"seq\":20}"), "forged");
        assert!(lies.iter().any(|lie| lie.len() < one.len()) && lies.iter().any(|lie| lie.len() > one.len()));
    }
}
