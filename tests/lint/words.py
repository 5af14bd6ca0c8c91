#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each sentence of a comment in src and include names its subject: the first word is not "What", "Who"
or "Nobody", nor a pronoun whose noun stands in another sentence.

A sentence begins with the comment, with a paragraph or list item in it, and behind a full stop, question
mark or exclamation mark when a capital follows. "This", "That", "These", "Those" and "One" may begin it
in front of their noun ("This process …", "One of the groups …"), not alone ("This is …", "Those that …")."""
import re

import tap

COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
NEVER = set('''what whatever who whoever whom whose nobody somebody everybody anybody someone everyone anyone
it he she they them we us you'''.split())
DEMONSTRATIVE = {'this', 'that', 'these', 'those', 'one'}
# Words that cannot be the noun of a demonstrative: verbs, prepositions, conjunctions, pronouns, adverbs.
NO_NOUN = set('''
is are was were be been being has have had having does do did done can could may might must shall should will would
needs need takes take makes make means mean lets let gets get goes go comes come keeps keep gives give says say
of in on at by for from with without to into onto beneath below above behind before after under over between as like
and or but nor so than then if when while where because although though unless until till
who whom whose which what that this it he she they we us you there
also too alone only not never always still even just now here itself themselves already
'''.split())
# Singular nouns that end as verbs of the third person do: "This class …", but not "This keeps …".
NOUNS_IN_S = re.compile(r'(ss|us|is|as)$')


def comments(text):
    """First line and text of each comment, without its marks; strings are passed over."""
    for match in COMMENT.finditer(text):
        if match[0].startswith('/'):
            inside = re.sub(r'^(//|/\*+)|\*+/$', '', match[0])
            yield text.count('\n', 0, match.start()) + 1, re.sub(r'(?m)^[ \t]*\*(?=[ \t]|$)', '', inside)


def sentences(text):
    """Offset and text of each sentence."""
    begins = r'(?:\A|\n[ \t]*\n|\n[ \t]*[-*][ \t]+|[.?!]["\')]*\s+(?=["\'(]*[A-Z]))\s*["\'(]*'
    found = list(re.finditer(begins, text))
    for this, after in zip(found, found[1:] + [None]):
        yield this.end(), text[this.end():after.start() if after else len(text)]


def problem(sentence):
    """The first word or two when they are no subject; None for a sentence that is well."""
    words = re.findall(r"[\w'’]+|[^\w\s]", sentence)[:2]
    if not words:
        return None
    first = re.sub(r"['’].*", '', words[0]).lower()
    second = words[1].lower() if len(words) > 1 else '.'
    if first in NEVER or (first == 'no' and second == 'one') or (first in DEMONSTRATIVE and first != words[0].lower()):
        return words[0] if first != 'no' else 'No one'
    if first not in DEMONSTRATIVE:
        return None
    verb = first in ('this', 'that', 'one') and second.endswith('s') and not NOUNS_IN_S.search(second)
    noun = re.match(r'[\w"`<]', second) and second not in NO_NOUN or (first, second) == ('one', 'of')
    return ' '.join(words) if verb or not noun else None


def problems(path):
    for line, text in comments(tap.read(path)):
        for offset, sentence in sentences(text):
            words = problem(sentence)
            if words:
                yield f'{path}:{line + text.count(chr(10), 0, offset)}: a sentence begins with "{words}": name its subject'


# The rule itself: sentences that pass, and sentences that do not.
GOOD = ['This process is hidden.', 'That address is the parent\'s.', 'These flags are ORed.', 'One process reads.',
        'Those bits of the mask are kept.', 'Whether the file exists.', 'Item by item.', 'One of the flags.',
        'One "id=value" of a line.', 'There is none.', 'Whatsoever.', '']
BAD = ['What is left.', 'Who reads it.', 'Whose it is.', 'Nobody reads.', 'No one reads.', 'It is read.', 'It\'s read.',
       'They are read.', 'This is read.', 'This keeps the file.', 'That would fail.', 'Those that fail.', 'These too.',
       'One that fails.', 'That, and more.', 'We read it.', 'That\'s all.', 'what is left']
BEGINS = 'The a.b of a file: what is (see x). But e.g. this\n\nIs "so". (No) more\n- in a list'
tap.case('words: the rule', [f'refused: {s}' for s in GOOD if problem(s)] + [f'passed: {s}' for s in BAD if not problem(s)])
found = [s.split()[0] for _, s in sentences(BEGINS)]
tap.case('words: where sentences begin', [] if found == ['The', 'But', 'Is', 'No)', 'in'] else [str(found)])
for name in tap.files('src/*.c', 'src/*.h', 'include/*.h'):
    tap.case(f'words: {name}', problems(name))
tap.end()
