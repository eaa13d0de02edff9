/** The topic `content`: a row for all content and one for each kind that was viewed or bought, with the leading items. */
import type { ContentRow, DashboardCards } from '@tallylight/protocol';
import { CONTENT_KINDS, type ContentKind } from '../../model/content-kinds.ts';
import { ALL_CONTENT, type Content, type ContentTally } from '../content.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

function figures(tally: ContentTally): DashboardCards['content'] {
  const { views, purchases, conversion, viewsToday, purchasesToday, conversionToday } = tally;
  return { views, purchases, conversion, viewsToday, purchasesToday, conversionToday };
}

function contentRow(content: Content, kind: ContentKind | undefined, tally: ContentTally): ContentRow {
  const top = content.top(kind).map((item) => ({
    id: item.id,
    kind: item.kind,
    views: item.views,
    purchases: item.purchases,
    viewsToday: item.viewsToday,
    purchasesToday: item.purchasesToday,
  }));
  return { ...figures(tally), top };
}

export const contentCard = ({ total }: Content): DashboardCards['content'] => figures(total);

export function createContentView({ content }: State): TopicView<'content'> {
  let toldVersion = -1;
  const kindOf = (key: string): ContentKind | undefined => CONTENT_KINDS.find((kind) => kind === key);
  const tallyOf = (kind: ContentKind): ContentTally | undefined => content.kinds[CONTENT_KINDS.indexOf(kind)];
  function* keys(): Iterable<string> {
    yield ALL_CONTENT;
    for (const kind of CONTENT_KINDS) {
      const tally = tallyOf(kind);
      if (tally !== undefined && tally.views + tally.purchases > 0) yield kind;
    }
  }
  return {
    topic: 'content',
    collect() {
      if (content.version === toldVersion) return [];
      toldVersion = content.version;
      return [...keys()];
    },
    keys,
    row(key) {
      if (key === ALL_CONTENT) return contentRow(content, undefined, content.total);
      const kind = kindOf(key);
      const tally = kind && tallyOf(kind);
      return tally && contentRow(content, kind, tally);
    },
  };
}
